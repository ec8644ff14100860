"""`type: ademamix`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledNonNegative
from specc.language.fields import DecayRate, NonNegative
from specc.language.moments import RootMoments
from specc.language.optimizer import DecoupledDecay, Transform, alias, same


class AdEMAMix(DecoupledDecay, RootMoments):
    """Adam with a second, much longer mean of gradients (Pagliardini, Ablin & Grangier 2024)."""

    type: Literal["ademamix"] = "ademamix"
    b3: DecayRate = Field(0.9999, description="Decay rate of the longer mean of gradients.")
    alpha: NonNegative = Field(5.0, description="Weight of the longer mean.")
    weight_decay: ScheduledNonNegative = Field(
        0.0, description="Decoupled, times the learning rate."
    )

    moments: ClassVar = 3
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.scale_by_ademamix",
            same("b1", "b2", "b3", "alpha", "eps"),
            options=same("eps_root"),
        ),
        DecoupledDecay.add_decay,
    )
    named: ClassVar = (
        alias("contrib.ademamix", "b1 b2 b3 alpha eps eps_root weight_decay", mask="mask"),
    )
