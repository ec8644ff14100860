"""`type: ldog`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.optimizer import Optimizer, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class Ldog(Optimizer):
    """Distance over gradients for each parameter array by itself (Ivgi et al. 2023)."""

    type: Literal["ldog"] = "ldog"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of the estimated step size."
    )
    reps_rel: Positive = Field(1e-6, description="First distance, as a share of an array's norm.")
    eps: Positive = Field(1e-8, description="Added to the sum of squared gradients.")
    global_scale: Positive = Field(1.0, description="Multiplier of all step sizes.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 100.0
    normalizes: ClassVar = False
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "scale_by_distance_over_gradients",
            same("reps_rel"),
            options=same("eps", "global_scale"),
        ),
    )
