"""`type: schedule_free_adamw`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, NonNegative, Positive
from specc.language.optimizer import DecoupledDecay, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class ScheduleFreeAdamW(DecoupledDecay):
    """AdamW with an average of weights in place of a schedule (Defazio et al. 2024)."""

    type: Literal["schedule_free_adamw"] = "schedule_free_adamw"
    learning_rate: AnySchedule = Field(
        Constant(peak=0.0025), description="The step size: a number, or a constant with a warm-up."
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
    b2: DecayRate = Field(0.999, description="Decay rate of the mean of squared gradients.")
    eps: Positive = Field(1e-8, description="Added to the root of the second moment.")
    weight_decay: NonNegative = Field(0.0, description="Decoupled, times the learning rate.")

    usual_rate: ClassVar = "0.0025"
    largest_rate: ClassVar = 0.1
    normalizes: ClassVar = True
    moments: ClassVar = 2

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "scale_by_rms",
            (("decay", "b2"), ("eps", "eps")),
            constants=(("eps_in_sqrt", False), ("bias_correction", True)),
        ),
        DecoupledDecay.add_decay,
    )
    wrapper: ClassVar = Transform(
        "contrib.schedule_free",
        options=same("b1", "weight_lr_power"),
        rate="learning_rate",
    )
    eval_params: ClassVar = "contrib.schedule_free_eval_params"
    takes: ClassVar = "warmup"
