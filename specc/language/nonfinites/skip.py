"""`type: skip`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Steps
from specc.language.nonfinite import NonFinite


class Skip(NonFinite):
    """Skip their updates and count them; too many in a row stop the run."""

    type: Literal["skip"] = "skip"
    most: Steps = Field(
        10, description="Consecutive steps that may be skipped; one more stops the run."
    )
