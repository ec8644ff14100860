"""Pasted examples."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation
from specc.language.augmentations.cutmix import Cutmix as SpecBlock


@dataclass(frozen=True)
class Cutmix(Augmentation):
    """The parameter of the beta distribution."""

    alpha: float


def lower(spec: SpecBlock) -> Cutmix:
    """As the spec has it."""
    return Cutmix("cutmix", True, "data.augment", alpha=float(spec.alpha))
