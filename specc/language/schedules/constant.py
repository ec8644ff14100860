"""`type: constant`."""

from typing import Literal

from pydantic import Field

from specc.language.schedule import Peaked


class Constant(Peaked):
    """A constant rate, after the warm-up."""

    type: Literal["constant"] = "constant"
    peak: float = Field(gt=0, examples=[1e-3], description="The rate.")
