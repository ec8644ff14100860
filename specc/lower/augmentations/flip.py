"""Mirrored images."""

from __future__ import annotations

from specc.ir.data import Augmentation
from specc.spec.augmentations.flip import Flip as Written


def lower(written: Written) -> Augmentation:
    """As the spec has it."""
    return Augmentation("flip", False, "data.augment")
