"""`type: constant`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.schedule import OptaxCall, Schedule


class Constant(Schedule):
    """One rate for the whole run, after the warm-up."""

    type: Literal["constant"] = "constant"
    peak: float = Field(gt=0, description="The rate.")

    call: ClassVar = OptaxCall("constant_schedule", (("value", "peak"),))
    words: ClassVar = "constant"
