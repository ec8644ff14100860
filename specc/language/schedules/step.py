"""`type: step`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.quantities import SomeTime
from specc.language.schedule import FlooredSchedule


class Step(FlooredSchedule):
    """Drops by a factor at regular intervals."""

    type: Literal["step"] = "step"
    every: SomeTime = Field(description="Interval between drops.")
    factor: Factor = Field(0.1, description="Factor of each drop.")

    @property
    def drops(self) -> str:
        """See `Schedule.drops`."""
        return "every"
