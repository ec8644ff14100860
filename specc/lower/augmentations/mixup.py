"""Blended examples."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation
from specc.language.augmentations.mixup import Mixup as SpecBlock


@dataclass(frozen=True)
class Mixup(Augmentation):
    """The parameter of the beta distribution."""

    alpha: float


def lower(spec: SpecBlock) -> Mixup:
    """As the spec has it."""
    return Mixup("mixup", True, "data.augment", alpha=float(spec.alpha))
