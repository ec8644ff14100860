"""Pasted examples."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Augmentation
from specc.spec.augmentations.cutmix import Cutmix as SpecBlock


@dataclasses.dataclass(frozen=True, slots=True)
class Cutmix(Augmentation):
    """The parameter of the beta distribution."""

    alpha: float


def lower(spec: SpecBlock) -> Cutmix:
    """As the spec has it."""
    return Cutmix("cutmix", True, "data.augment", alpha=float(spec.alpha))
