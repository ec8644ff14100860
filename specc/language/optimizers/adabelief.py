"""`type: adabelief`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, NonNegative, Positive
from specc.language.moments import NesterovMoments
from specc.language.optimizer import Transform, alias, same


class AdaBelief(NesterovMoments):
    """Adam with the variance of gradients for their squares (Zhuang et al. 2020)."""

    type: Literal["adabelief"] = "adabelief"
    b2: DecayRate = Field(0.999, description="Decay rate of the variance of gradients.")
    eps: Positive = Field(1e-16, description="Added to the root of the variance.")
    eps_root: NonNegative = Field(1e-16, description="Added to the variance under the root.")

    constant_rates: ClassVar = "its bias corrections are those of constant decay rates"

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_belief", same("b1", "b2", "eps", "eps_root"), options=same("nesterov")),
    )
    named: ClassVar = (alias("adabelief", "b1 b2 eps eps_root nesterov"),)
