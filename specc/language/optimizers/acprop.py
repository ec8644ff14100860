"""`type: acprop`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledNonNegative
from specc.language.fields import DecayRate, NonNegative, Positive
from specc.language.moments import RootMoments
from specc.language.optimizer import DecoupledDecay, Transform, alias, same


class AcProp(DecoupledDecay, RootMoments):
    """Centered second moments, of the step before (Zhuang et al. 2021)."""

    type: Literal["acprop"] = "acprop"
    b2: DecayRate = Field(0.999, description="Decay rate of the variance of gradients.")
    eps: Positive = Field(1e-16, description="Added to the root of the variance.")
    eps_root: NonNegative = Field(1e-16, description="Added to the variance under the root.")
    weight_decay: ScheduledNonNegative = Field(
        0.0, description="Decoupled, times the learning rate."
    )

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("contrib.scale_by_acprop", same("b1", "b2", "eps", "eps_root")),
        DecoupledDecay.add_decay,
    )
    named: ClassVar = (alias("contrib.acprop", "b1 b2 eps eps_root weight_decay", mask="mask"),)
