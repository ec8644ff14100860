"""Moved images."""

from __future__ import annotations

from specc.ir.augmentations.crop import Crop
from specc.language.augmentations.crop import Crop as SpecBlock


def lower(spec: SpecBlock) -> Crop:
    """As the spec has it."""
    return Crop("crop", False, "data.augment", padding=spec.padding)
