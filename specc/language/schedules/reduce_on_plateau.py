"""`type: reduce_on_plateau`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Count, Factor, Probability
from specc.language.quantities import Duration, SomeTime
from specc.language.schedule import FlooredSchedule


class ReduceOnPlateau(FlooredSchedule):
    """Drops by a factor whenever the training loss stops improving."""

    type: Literal["reduce_on_plateau"] = "reduce_on_plateau"
    factor: Factor = Field(0.1, description="Factor of the rate.")
    average: SomeTime = Field(
        Duration(1.0, "epochs"),
        description="Time over which losses are averaged.",
    )
    patience: Count = Field(
        10, description="Consecutive averages without an improvement before the rate drops."
    )
    improvement: Probability = Field(
        1e-4, gt=0, description="Relative improvement over the best average that counts."
    )
    cooldown: int = Field(0, ge=0, le=2**31 - 1, description="Averages ignored after a drop.")
