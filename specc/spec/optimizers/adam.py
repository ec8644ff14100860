"""`type: adam`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.change import ScheduledDecayRate
from specc.spec.fields import NonNegative, Positive
from specc.spec.optimizer import Optimizer, Transform, same


class Adam(Optimizer):
    """Adam (Kingma & Ba 2015), with Nesterov's momentum if asked (Dozat 2016)."""

    type: Literal["adam"] = "adam"
    b1: ScheduledDecayRate = Field(0.9, description="Decay rate of the mean of gradients.")
    b2: ScheduledDecayRate = Field(
        0.999, description="Decay rate of the mean of squared gradients."
    )
    eps: Positive = Field(1e-8, description="Added to the root of the second moment.")
    eps_root: NonNegative = Field(0.0, description="Added to the second moment under the root.")
    nesterov: bool = Field(False, description="Look ahead along the momentum before stepping.")

    usual_rate: ClassVar = "1e-3"
    largest_rate: ClassVar = 0.1
    normalizes: ClassVar = True
    moments: ClassVar = 2

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_adam", same("b1", "b2", "eps"), options=same("eps_root", "nesterov")),
    )
