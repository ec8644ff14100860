"""`type: sgd`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledDecayRate
from specc.language.optimizer import Decay, Penalty, Transform, alias, same


class Sgd(Penalty):
    """Stochastic gradient descent, with momentum if asked (Sutskever et al. 2013)."""

    type: Literal["sgd"] = "sgd"
    momentum: ScheduledDecayRate = Field(0.0, description="Decay rate of the accumulated gradient.")
    nesterov: bool = Field(False, description="Use Nesterov momentum.")

    usual_rate: ClassVar = "0.1"
    largest_rate: ClassVar = 10.0
    normalizes: ClassVar = False
    moments: ClassVar = 0
    decays: ClassVar = (Decay("weight_decay", "learning rate", "mask"),)

    transforms: ClassVar[tuple[Transform, ...]] = (
        Penalty.add_decay,
        Transform(
            "trace", (("decay", "momentum"),), options=same("nesterov"), unless_zero="momentum"
        ),
    )
    named: ClassVar = (alias("sgd", "momentum nesterov"),)
    tunable: ClassVar[tuple[str, ...]] = ("momentum", "weight_decay")
