"""`type: skip`."""

from typing import Literal

from pydantic import Field

from specc.spec.fields import Count
from specc.spec.nonfinite import NonFinite


class Skip(NonFinite):
    """Their updates are left out and counted; too many in a row stop the run as `stop` does."""

    type: Literal["skip"] = "skip"
    most: Count = Field(
        10, description="So many steps in a row may be left out; one more stops the run."
    )
