"""`type: lion`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledNonNegative
from specc.language.fields import DecayRate
from specc.language.optimizer import DecoupledDecay, Transform, alias, same


class Lion(DecoupledDecay):
    """The sign of a mean of gradients (Chen et al. 2023)."""

    type: Literal["lion"] = "lion"
    b1: DecayRate = Field(0.9, description="Share of the mean in the step.")
    b2: DecayRate = Field(0.99, description="Decay rate of the mean of gradients.")
    weight_decay: ScheduledNonNegative = Field(
        1e-3, description="Decoupled, times the learning rate."
    )

    usual_rate: ClassVar = "1e-4"
    largest_rate: ClassVar = 0.1
    normalizes: ClassVar = True
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_lion", same("b1", "b2")),
        DecoupledDecay.add_decay,
    )
    named: ClassVar = (
        alias(
            "lion",
            "b1 b2 weight_decay",
            mask="mask",
            takes_schedules=True,
            unless_zero="weight_decay",
        ),
        alias("lion", "b1 b2", constants=(("weight_decay", 0.0),), unless="weight_decay"),
    )
