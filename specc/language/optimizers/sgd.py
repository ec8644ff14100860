"""`type: sgd`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledDecayRate
from specc.language.optimizer import Optimizer, Transform, alias, same


class Sgd(Optimizer):
    """Stochastic gradient descent, with momentum if asked (Sutskever et al. 2013)."""

    type: Literal["sgd"] = "sgd"
    momentum: ScheduledDecayRate = Field(0.0, description="Decay rate of the accumulated gradient.")
    nesterov: bool = Field(False, description="Use Nesterov momentum.")

    usual_rate: ClassVar = "0.1"
    largest_rate: ClassVar = 10.0
    normalizes: ClassVar = False
    moments: ClassVar = 0

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "trace", (("decay", "momentum"),), options=same("nesterov"), unless_zero="momentum"
        ),
    )
    named: ClassVar = (alias("sgd", "momentum nesterov"),)
    tunable: ClassVar[tuple[str, ...]] = ("momentum",)
