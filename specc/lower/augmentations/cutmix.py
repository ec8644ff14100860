"""Pasted examples."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Augmentation
from specc.spec.augmentations.cutmix import Cutmix as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Cutmix(Augmentation):
    """The parameter of the beta distribution."""

    alpha: float


def lower(written: Written) -> Cutmix:
    """As the spec has it."""
    return Cutmix("cutmix", True, "data.augment", alpha=float(written.alpha))
