"""`type: simplified_ademamix`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledNonNegative
from specc.language.fields import DecayRate, NonNegative
from specc.language.moments import RootMoments
from specc.language.optimizer import DecoupledDecay, Transform, alias, same


class SimplifiedAdEMAMix(DecoupledDecay, RootMoments):
    """AdEMAMix with one accumulator and the gradient itself (Morwani et al. 2025)."""

    type: Literal["simplified_ademamix"] = "simplified_ademamix"
    b1: DecayRate = Field(0.99, description="Decay rate of the accumulated gradient.")
    b2: DecayRate = Field(0.95, description="Decay rate of the mean of squared gradients.")
    alpha: NonNegative = Field(0.0, description="Weight of the gradient itself.")
    weight_decay: ScheduledNonNegative = Field(
        0.0, description="Decoupled, times the learning rate."
    )

    usual_rate: ClassVar = "1e-5"
    divides_moments: ClassVar = False
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.scale_by_simplified_ademamix",
            same("b1", "b2", "alpha", "eps"),
            options=same("eps_root"),
        ),
        DecoupledDecay.add_decay,
    )
    named: ClassVar = (
        alias("contrib.simplified_ademamix", "b1 b2 alpha eps eps_root weight_decay", mask="mask"),
    )
