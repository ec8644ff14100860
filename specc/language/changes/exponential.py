"""`type: exponential`."""

from typing import Literal

from pydantic import Field

from specc.language.change import Ramp
from specc.language.fields import Positive


class Exponential(Ramp):
    """Exponential decay or growth."""

    type: Literal["exponential"] = "exponential"
    start: Positive = Field(examples=[0.1], description="Value at the first step.")
    end: Positive = Field(
        examples=[0.01], description="Final value; it may be larger than `start`."
    )
