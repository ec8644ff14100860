"""`type: reduce_on_plateau`."""

from typing import Literal

from pydantic import Field

from specc.spec.fields import Count, Factor, Probability
from specc.spec.quantities import Duration, SomeTime
from specc.spec.schedule import FlooredSchedule


class ReduceOnPlateau(FlooredSchedule):
    """A rate that drops by a factor whenever the training loss has stopped falling."""

    type: Literal["reduce_on_plateau"] = "reduce_on_plateau"
    factor: Factor = Field(0.1, description="What the rate is multiplied by.")
    average: SomeTime = Field(
        Duration(1.0, "epochs"),
        description="Time over which losses are averaged before they count.",
    )
    patience: Count = Field(
        10, description="Averages in a row without an improvement before the rate drops."
    )
    improvement: Probability = Field(
        1e-4, gt=0, description="Share of the best average by which a lower one improves on it."
    )
    cooldown: int = Field(
        0, ge=0, le=2**31 - 1, description="Averages after a drop that do not count."
    )
