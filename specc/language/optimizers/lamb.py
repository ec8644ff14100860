"""`type: lamb`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledNonNegative
from specc.language.fields import Positive
from specc.language.moments import RootMoments
from specc.language.optimizer import DecoupledDecay, Transform, alias, same


class Lamb(DecoupledDecay, RootMoments):
    """Adam, with each layer's update as large as its weights, for large batches (You et al. 2020)."""

    type: Literal["lamb"] = "lamb"
    eps: Positive = Field(1e-6, description="Added to the root of the second moment.")
    weight_decay: ScheduledNonNegative = Field(
        0.0, description="Decoupled, times the learning rate."
    )

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_adam", same("b1", "b2", "eps"), options=same("eps_root")),
        DecoupledDecay.add_decay,
        Transform("scale_by_trust_ratio", stage="trust_ratio"),
    )
    named: ClassVar = (
        alias("lamb", "b1 b2 eps eps_root weight_decay", mask="mask", takes_schedules=True),
    )
