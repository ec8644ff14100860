"""`type: adamw`."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.fields import NonNegative
from specc.spec.optimizer import Transform, same
from specc.spec.optimizers.adam import Adam


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019)."""

    type: Literal["adamw"] = "adamw"  # type: ignore[assignment]
    weight_decay: NonNegative = Field(
        1e-4, description="Share of a weight taken off per step, times the learning rate."
    )
    mask: Literal["kernels", "all"] = Field(
        "kernels",
        description="What decays: kernels (neither biases nor scales of norms) or all parameters.",
    )

    transforms: ClassVar[tuple[Transform, ...]] = (
        *Adam.transforms,
        Transform(
            "add_decayed_weights", same("weight_decay"), unless_zero="weight_decay", mask="mask"
        ),
    )
    tunable: ClassVar = ("weight_decay",)
