"""`type: nadamw`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.moments import NesterovMoments, adam
from specc.language.optimizer import DecoupledDecay, Transform, alias


class NadamW(DecoupledDecay, NesterovMoments):
    """Nadam (Dozat 2016) with decoupled weight decay (Loshchilov & Hutter 2019)."""

    type: Literal["nadamw"] = "nadamw"
    nesterov: bool = Field(True, description="Use Nesterov momentum.")

    plain: ClassVar = "nadam"
    transforms: ClassVar[tuple[Transform, ...]] = (
        adam("nesterov"),
        DecoupledDecay.add_decay,
    )
    named: ClassVar = (
        alias(
            "nadamw",
            "b1 b2 eps eps_root weight_decay nesterov",
            mask="mask",
            takes_schedules=True,
            unless_zero="weight_decay",
        ),
        alias("nadam", "b1 b2 eps eps_root nesterov", unless="weight_decay"),
    )
