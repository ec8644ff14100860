"""Mirrored images."""

from __future__ import annotations

from specc.ir.data import Augmentation
from specc.language.augmentations.flip import Flip as SpecBlock


def lower(spec: SpecBlock) -> Augmentation:
    """As the spec has it."""
    return Augmentation("flip", False, "data.augment")
