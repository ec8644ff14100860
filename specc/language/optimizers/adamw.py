"""`type: adamw`."""

from typing import ClassVar, Literal

from specc.language.moments import NesterovMoments, adam
from specc.language.optimizer import DecoupledDecay, Transform, alias


class AdamW(DecoupledDecay, NesterovMoments):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019)."""

    type: Literal["adamw"] = "adamw"
    plain: ClassVar = "adam"
    transforms: ClassVar[tuple[Transform, ...]] = (
        adam(options="nesterov"),
        DecoupledDecay.add_decay,
    )
    named: ClassVar = (
        alias(
            "adamw",
            "b1 b2 eps eps_root weight_decay nesterov",
            mask="mask",
            takes_schedules=True,
            unless_zero="weight_decay",
        ),
        alias("adam", "b1 b2 eps eps_root nesterov", unless="weight_decay"),
    )
