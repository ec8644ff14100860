"""What models of images have in common."""

from __future__ import annotations

import math

from specc.ir.column import Column
from specc.ir.images import Image


def image_of(column: Column) -> Image:
    """The size of the images in a column, which a rule has seen to be images."""
    height, width, *rest = column.shape
    return Image(height, width, rest[0] if rest else 1, gray=not rest)


def halvings(image: Image) -> int:
    """How often height and width can be halved without a remainder."""
    both = math.gcd(image.height, image.width)
    return (both & -both).bit_length() - 1
