"""`type: momo`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, NonNegative
from specc.language.optimizer import Decay, Optimizer, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class Momo(Optimizer):
    """Momentum with a step size from the loss (Schaipp et al. 2024)."""

    type: Literal["momo"] = "momo"
    learning_rate: AnySchedule = Field(Constant(peak=1.0), description="Largest step size.")
    beta: DecayRate = Field(0.9, description="Decay rate of the means of gradients and losses.")
    weight_decay: NonNegative = Field(0.0, description="Of all parameters, times the step size.")
    lower_bound: float = Field(0.0, description="Lower bound of the loss.")
    adapt_lower_bound: bool = Field(
        False, description="Estimate the lower bound, starting from lower_bound."
    )

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 100.0
    normalizes: ClassVar = False
    moments: ClassVar = 1

    extra_args: ClassVar = ("value",)
    tunable: ClassVar = ("weight_decay",)
    decays: ClassVar = (Decay("weight_decay", "step size"),)
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.momo",
            options=same("beta", "lower_bound", "weight_decay", "adapt_lower_bound"),
            rate="learning_rate",
        ),
    )
