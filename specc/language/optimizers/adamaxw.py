"""`type: adamaxw`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, Positive
from specc.language.moments import Moments
from specc.language.optimizer import DecoupledDecay, Transform, alias, same


class AdamaxW(DecoupledDecay, Moments):
    """Adamax (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019)."""

    type: Literal["adamaxw"] = "adamaxw"
    eps: Positive = Field(1e-8, description="Added to the largest gradient.")
    b2: DecayRate = Field(0.999, description="Decay rate of the largest gradient.")

    plain: ClassVar = "adamax"
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_adamax", same("b1", "b2", "eps")),
        DecoupledDecay.add_decay,
    )
    named: ClassVar = (
        alias(
            "adamaxw",
            "b1 b2 eps weight_decay",
            mask="mask",
            takes_schedules=True,
            unless_zero="weight_decay",
        ),
        alias("adamax", "b1 b2 eps", unless="weight_decay"),
    )
