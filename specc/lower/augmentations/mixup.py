"""Blended examples."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Augmentation
from specc.spec.augmentations.mixup import Mixup as SpecBlock


@dataclasses.dataclass(frozen=True, slots=True)
class Mixup(Augmentation):
    """The parameter of the beta distribution."""

    alpha: float


def lower(spec: SpecBlock) -> Mixup:
    """As the spec has it."""
    return Mixup("mixup", True, "data.augment", alpha=float(spec.alpha))
