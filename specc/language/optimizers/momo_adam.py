"""`type: momo_adam`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import NonNegative
from specc.language.moments import Moments
from specc.language.optimizer import Decay, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class MomoAdam(Moments):
    """Adam with a step size from the loss (Schaipp et al. 2024)."""

    type: Literal["momo_adam"] = "momo_adam"
    learning_rate: AnySchedule = Field(Constant(peak=0.01), description="Largest step size.")
    weight_decay: NonNegative = Field(0.0, description="Of all parameters, times the step size.")
    lower_bound: float = Field(0.0, description="Lower bound of the loss.")
    adapt_lower_bound: bool = Field(
        False, description="Estimate the lower bound, starting from lower_bound."
    )

    usual_rate: ClassVar = "1e-2"
    largest_rate: ClassVar = 1.0
    extra_args: ClassVar = ("value",)
    tunable: ClassVar = ("weight_decay",)
    decays: ClassVar = (Decay("weight_decay", "step size"),)
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.momo_adam",
            options=same("b1", "b2", "eps", "lower_bound", "weight_decay", "adapt_lower_bound"),
            rate="learning_rate",
        ),
    )
