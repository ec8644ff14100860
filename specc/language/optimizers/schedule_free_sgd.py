"""`type: schedule_free_sgd`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import NonNegative
from specc.language.optimizer import DecoupledDecay, Transform, alias, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class ScheduleFreeSgd(DecoupledDecay):
    """Gradient descent with an average of weights in place of a schedule (Defazio et al. 2024)."""

    type: Literal["schedule_free_sgd"] = "schedule_free_sgd"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="The step size: a number, or a constant with a warm-up."
    )
    b1: float = Field(
        0.9,
        gt=0,
        lt=1,
        description="Weight of the average in the trained weights.",
    )
    weight_lr_power: NonNegative = Field(
        2.0, description="Exponent of the learning rate in the weights of the average."
    )
    weight_decay: NonNegative = Field(0.0, description="Decoupled, times the learning rate.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 100.0
    normalizes: ClassVar = False
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (DecoupledDecay.add_decay,)
    named: ClassVar = (alias("sgd", unless="weight_decay"),)
    wrapper: ClassVar = Transform(
        "contrib.schedule_free",
        options=same("b1", "weight_lr_power"),
        rate="learning_rate",
    )
    eval_params: ClassVar = "contrib.schedule_free_eval_params"
    takes: ClassVar = "warmup"
