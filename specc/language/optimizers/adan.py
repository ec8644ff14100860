"""`type: adan`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledNonNegative
from specc.language.fields import DecayRate, NonNegative
from specc.language.moments import RootMoments
from specc.language.optimizer import DecoupledDecay, Transform, alias, same


class Adan(DecoupledDecay, RootMoments):
    """Nesterov's momentum from differences of gradients (Xie et al. 2022)."""

    type: Literal["adan"] = "adan"
    b1: DecayRate = Field(0.98, description="Decay rate of the mean of gradients.")
    b2: DecayRate = Field(0.92, description="Decay rate of the mean of differences of gradients.")
    b3: DecayRate = Field(0.99, description="Decay rate of the mean of squared gradients.")
    eps_root: NonNegative = Field(1e-8, description="Added to the second moment under the root.")
    weight_decay: ScheduledNonNegative = Field(
        0.0, description="Decoupled, times the learning rate."
    )

    moments: ClassVar = 4
    divides_moments: ClassVar = False
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_adan", same("b1", "b2", "b3", "eps", "eps_root")),
        DecoupledDecay.add_decay,
    )
    named: ClassVar = (
        alias("adan", "b1 b2 b3 eps eps_root weight_decay", mask="mask", takes_schedules=True),
    )
