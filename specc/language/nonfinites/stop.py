"""`type: stop`."""

from typing import Literal

from pydantic import Field

from specc.language.nonfinite import NonFinite


class Stop(NonFinite):
    """Stop the run at the first one."""

    type: Literal["stop"] = "stop"
    dump: bool = Field(
        False, description="Save the state before that step and its batch to not_finite_STEP.npz."
    )
