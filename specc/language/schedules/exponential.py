"""`type: exponential`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.quantities import SomeTime
from specc.language.schedule import FlooredSchedule


class Exponential(FlooredSchedule):
    """Exponential decay, continuous or in steps."""

    type: Literal["exponential"] = "exponential"
    factor: Factor = Field(examples=[0.95], description="Factor of the rate.")
    every: SomeTime = Field(description="Time between two applications of the factor.")
    staircase: bool = Field(False, description="Decay in steps, not continuously.")

    @property
    def drops(self) -> str | None:
        """See `Schedule.drops`: only a staircase drops."""
        return "every" if self.staircase else None
