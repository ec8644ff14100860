"""`type: adamax`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, Positive
from specc.language.moments import Moments
from specc.language.optimizer import Transform, alias, same


class Adamax(Moments):
    """Adam with the largest gradient in place of the second moment (Kingma & Ba 2015, section 7)."""

    type: Literal["adamax"] = "adamax"
    eps: Positive = Field(1e-8, description="Added to the largest gradient.")
    b2: DecayRate = Field(0.999, description="Decay rate of the largest gradient.")

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_adamax", same("b1", "b2", "eps")),
    )
    named: ClassVar = (alias("adamax", "b1 b2 eps"),)
