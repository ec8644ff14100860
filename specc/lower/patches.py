"""Images cut into patches, and the blocks that work on them."""

from __future__ import annotations

import math

from specc.ir.column import Column
from specc.ir.expr import Expr, Literal
from specc.ir.images import Image
from specc.ir.patches import SIZE
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds, Derived
from specc.lower.images import image_of
from specc.lower.settings import Settings
from specc.lower.sizes import size


def lower_patches(column: Column, patch_size: int, settings: Settings) -> tuple[Image, int]:
    """The images in a column, and how many patches each has; their size becomes a setting.

    Rules have seen that they are images, and that the patches fill them.
    """
    image = image_of(column)
    reason = f"patches fill images of {image.words}"
    bounds = Bounds(1, factor_of=math.gcd(image.height, image.width), reason=reason)
    doc = "height and width of a patch, in pixels"
    size(settings, "patch_size", patch_size, doc, bounds)
    height, width = Literal(image.height), Literal(image.width)
    count: Expr = pattern("(h // n) * (w // n)", h=height, w=width, n=SIZE)
    if height == width:
        count = pattern("(h // n) ** 2", h=height, n=SIZE)
    settings.derive(Derived("patches", count, "of an image", "model.patch_size"))
    return image, (image.height // patch_size) * (image.width // patch_size)
