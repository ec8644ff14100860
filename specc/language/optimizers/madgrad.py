"""`type: madgrad`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, Positive
from specc.language.optimizer import Penalty, Transform, alias, same


class MadGrad(Penalty):
    """Dual averaging with cube roots and momentum (Defazio & Jelassi 2022)."""

    type: Literal["madgrad"] = "madgrad"
    momentum: DecayRate = Field(0.9, description="Share of the weights kept at each step.")
    eps: Positive = Field(1e-6, description="Added to the cube root, and to the learning rate.")

    usual_rate: ClassVar = "1e-2"
    largest_rate: ClassVar = 1.0
    normalizes: ClassVar = False
    moments: ClassVar = 3

    transforms: ClassVar[tuple[Transform, ...]] = (
        Penalty.add_decay,
        Transform(
            "contrib.scale_by_madgrad", same("momentum"), options=same("eps"), rate="learning_rate"
        ),
    )
    named: ClassVar = (alias("contrib.madgrad", "momentum weight_decay eps"),)
