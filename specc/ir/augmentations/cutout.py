"""Images with a hole."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation


@dataclass(frozen=True)
class Cutout(Augmentation):
    """A square of `size` pixels; it begins at `first` at the earliest, before the image."""

    size: int
    first: int
