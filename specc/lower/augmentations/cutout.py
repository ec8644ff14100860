"""Images with a hole."""

from __future__ import annotations

from specc.ir.augmentations.cutout import Cutout
from specc.language.augmentations.cutout import Cutout as SpecBlock


def lower(spec: SpecBlock) -> Cutout:
    """Its center is anywhere in the image, so that a part of it may lie outside."""
    first = -(spec.size // 2)
    return Cutout("cutout", False, "data.augment", size=spec.size, first=first)
