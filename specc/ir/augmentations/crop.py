"""Moved images."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation


@dataclass(frozen=True)
class Crop(Augmentation):
    """The most pixels that an image is moved by."""

    padding: int
