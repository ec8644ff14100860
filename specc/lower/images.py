"""What models of images have in common: channels, and images cut into patches."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Column


@dataclasses.dataclass(frozen=True, slots=True)
class Image:
    """One input; `gray` if its data has no axis of channels, which the model then adds."""

    height: int
    width: int
    channels: int
    gray: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Patches:
    """An image as a grid of `rows` × `columns` square patches, `size` pixels on each side."""

    size: int
    rows: int
    columns: int
    channels: int

    @property
    def count(self) -> int:
        """Of an image."""
        return self.rows * self.columns

    @property
    def numbers(self) -> int:
        """Of a patch."""
        return self.size**2 * self.channels


def image_of(column: Column) -> Image:
    """The size of the images in a column, which a rule has seen to be images."""
    height, width, *rest = column.shape
    return Image(height, width, rest[0] if rest else 1, gray=not rest)


def patches_of(column: Column, size: int) -> Patches:
    """The patches of the images in a column, which they fill, as a rule has seen."""
    image = image_of(column)
    return Patches(size, image.height // size, image.width // size, image.channels)
