"""Blended examples."""

from __future__ import annotations

from specc.ir.augmentations.mixup import Mixup
from specc.language.augmentations.mixup import Mixup as SpecBlock


def lower(spec: SpecBlock) -> Mixup:
    """As the spec has it."""
    return Mixup("mixup", True, "data.augment", alpha=float(spec.alpha))
