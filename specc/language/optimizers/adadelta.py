"""`type: adadelta`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, Positive
from specc.language.optimizer import Penalty, Transform, alias, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class Adadelta(Penalty):
    """Gradients scaled to the size of past updates (Zeiler 2012)."""

    type: Literal["adadelta"] = "adadelta"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of the step size; the paper has 1."
    )
    rho: DecayRate = Field(0.9, description="Decay rate of the means of squares.")
    eps: Positive = Field(1e-6, description="Added to both means under the root.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 100.0
    normalizes: ClassVar = True
    moments: ClassVar = 2

    transforms: ClassVar[tuple[Transform, ...]] = (
        Penalty.add_decay,
        Transform("scale_by_adadelta", same("rho", "eps")),
    )
    named: ClassVar = (
        alias(
            "adadelta",
            "rho eps weight_decay",
            mask="mask",
            masks=(("weight_decay_mask", None),),
            takes_schedules=True,
        ),
    )
