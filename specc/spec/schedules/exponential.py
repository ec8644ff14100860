"""`type: exponential`."""

from typing import Literal

from pydantic import Field

from specc.spec.fields import Factor
from specc.spec.quantities import SomeTime
from specc.spec.schedule import FlooredSchedule


class Exponential(FlooredSchedule):
    """A rate that shrinks by the same factor in equal times, smoothly or in stairs."""

    type: Literal["exponential"] = "exponential"
    factor: Factor = Field(description="What the rate is multiplied by.")
    every: SomeTime = Field(description="Time in which it is multiplied by that once.")
    staircase: bool = Field(False, description="All at once when that time is over, not smoothly.")
