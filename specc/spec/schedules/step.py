"""`type: step`."""

from typing import Literal

from pydantic import Field

from specc.spec.fields import Factor
from specc.spec.quantities import SomeTime
from specc.spec.schedule import FlooredSchedule


class Step(FlooredSchedule):
    """A rate that drops by a factor at regular intervals."""

    type: Literal["step"] = "step"
    every: SomeTime = Field(description="Time between two drops, the first after as much.")
    factor: Factor = Field(0.1, description="What the rate is multiplied by at each.")
