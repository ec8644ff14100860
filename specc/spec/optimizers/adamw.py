"""`type: adamw`."""

from typing import ClassVar, Literal

from specc.spec.moments import NesterovMoments
from specc.spec.optimizer import DecoupledDecay, Transform, same


class AdamW(DecoupledDecay, NesterovMoments):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019)."""

    type: Literal["adamw"] = "adamw"
    plain: ClassVar = "adam"
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_adam", same("b1", "b2", "eps"), options=same("eps_root", "nesterov")),
        DecoupledDecay.decay,
    )
