"""`type: dowg`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.optimizer import Penalty, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class Dowg(Penalty):
    """Steps by distance over weighted gradients (Khaled, Mishchenko & Jin 2023)."""

    type: Literal["dowg"] = "dowg"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of the estimated step size."
    )
    init_estim_sq_dist: Positive | None = Field(
        None,
        examples=[1.0],
        description="First estimate of the squared distance to go; eps if null.",
    )
    eps: Positive = Field(1e-4, description="Added to the root of the weighted squares.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 100.0
    normalizes: ClassVar = False
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.dowg",
            options=same("init_estim_sq_dist", "eps", "weight_decay"),
            mask="mask",
            masks=(("mask", "weight_decay"),),
            rate="learning_rate",
        ),
    )
