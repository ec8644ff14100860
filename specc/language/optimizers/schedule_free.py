"""`type: schedule_free`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import NonNegative
from specc.language.optimizer import Transform, same
from specc.language.wrapping import Wrapping


class ScheduleFree(Wrapping):
    """Averaging in place of a schedule, for a base optimizer without momentum.

    Defazio et al. 2024.
    """

    type: Literal["schedule_free"] = "schedule_free"
    b1: float = Field(
        0.9,
        gt=0,
        lt=1,
        description="Weight of the average in the trained weights.",
    )
    weight_lr_power: NonNegative = Field(
        2.0, description="Exponent of the learning rate in the weights of the average."
    )

    wrapper: ClassVar = Transform(
        "contrib.schedule_free",
        options=same("b1", "weight_lr_power"),
        rate="learning_rate",
    )
    eval_params: ClassVar = "contrib.schedule_free_eval_params"
    takes: ClassVar = "warmup"
