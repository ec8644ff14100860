"""What models of images have in common."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Column


@dataclass(frozen=True)
class Image:
    """One input; `gray` if its data has no axis of channels, which the model then adds."""

    height: int
    width: int
    channels: int
    gray: bool

    @property
    def words(self) -> str:
        """The size, in a sentence."""
        return f"{self.height}x{self.width} pixels"


def image_of(column: Column) -> Image:
    """The size of the images in a column, which a rule has seen to be images."""
    height, width, *rest = column.shape
    return Image(height, width, rest[0] if rest else 1, gray=not rest)
