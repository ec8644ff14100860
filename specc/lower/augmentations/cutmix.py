"""Pasted examples."""

from __future__ import annotations

from specc.ir.augmentations.cutmix import Cutmix
from specc.language.augmentations.cutmix import Cutmix as SpecBlock


def lower(spec: SpecBlock) -> Cutmix:
    """As the spec has it."""
    return Cutmix("cutmix", True, "data.augment", alpha=float(spec.alpha))
