"""`type: adamw`."""

from typing import ClassVar, Literal

from specc.spec.optimizer import DecoupledDecay, Transform
from specc.spec.optimizers.adam import Adam


class AdamW(DecoupledDecay, Adam):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019)."""

    type: Literal["adamw"] = "adamw"  # type: ignore[assignment]

    transforms: ClassVar[tuple[Transform, ...]] = (*Adam.transforms, DecoupledDecay.decay)
    tunable: ClassVar = ("weight_decay",)
    plain: ClassVar = "adam"
