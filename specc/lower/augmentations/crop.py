"""Moved images."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation
from specc.language.augmentations.crop import Crop as SpecBlock


@dataclass(frozen=True)
class Crop(Augmentation):
    """The most pixels that an image is moved by."""

    padding: int


def lower(spec: SpecBlock) -> Crop:
    """As the spec has it."""
    return Crop("crop", False, "data.augment", padding=spec.padding)
