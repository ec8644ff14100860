"""`type: adagrad`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import NonNegative, Positive
from specc.language.optimizer import Penalty, Transform, alias, same


class Adagrad(Penalty):
    """Gradients over the root of the sum of their squares (Duchi, Hazan & Singer 2011)."""

    type: Literal["adagrad"] = "adagrad"
    initial_accumulator_value: NonNegative = Field(
        0.1, description="Initial sum of squared gradients."
    )
    eps: Positive = Field(1e-7, description="Added to the root of the sum.")

    usual_rate: ClassVar = "1e-2"
    largest_rate: ClassVar = 10.0
    normalizes: ClassVar = True
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (
        Penalty.add_decay,
        Transform("scale_by_rss", same("initial_accumulator_value", "eps")),
    )
    named: ClassVar = (alias("adagrad", "initial_accumulator_value eps"),)
