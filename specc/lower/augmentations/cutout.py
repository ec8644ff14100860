"""Images with a hole."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation
from specc.language.augmentations.cutout import Cutout as SpecBlock


@dataclass(frozen=True)
class Cutout(Augmentation):
    """A square of `size` pixels; it begins at `first` at the earliest, before the image."""

    size: int
    first: int


def lower(spec: SpecBlock) -> Cutout:
    """Its center is anywhere in the image, so that a part of it may lie outside."""
    first = -(spec.size // 2)
    return Cutout("cutout", False, "data.augment", size=spec.size, first=first)
