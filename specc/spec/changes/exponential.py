"""`type: exponential`."""

from typing import Literal

from pydantic import Field

from specc.spec.change import Ramp
from specc.spec.fields import Positive


class Exponential(Ramp):
    """By the same factor in equal times."""

    type: Literal["exponential"] = "exponential"
    start: Positive = Field(description="The number at the first step.")
    end: Positive = Field(description="The number that it comes to; it may be the larger one.")
