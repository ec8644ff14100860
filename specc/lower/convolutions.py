"""What models share that halve images by strided convolutions, or double maps by transposed ones."""

from __future__ import annotations

import itertools

from specc.ir.expr import Setting
from specc.ir.images import Image
from specc.ir.settings import Bounds
from specc.lower.images import halvings
from specc.lower.settings import Settings
from specc.lower.sizes import size, times


def lower_channels(
    channels: tuple[int, ...], image: Image, settings: Settings, doc: str
) -> Setting:
    """The channels as a setting; images have to be halved so often without a remainder."""
    most = halvings(image)
    reason = f"{image.words} can be halved evenly {times(most)}"
    bounds = Bounds(1, items=True, max_items=most, reason=reason)
    return size(settings, "channels", channels, doc, bounds)


def macs(channels: tuple[int, ...], image: Image, width: int) -> int:
    """Of convolutions from an image on, each with a kernel of 4x4, and the linear layer after them."""
    area, total = image.height * image.width, 0
    for inputs, outputs in itertools.pairwise((image.channels, *channels)):
        area //= 4
        total += 16 * inputs * outputs * area
    return total + area * channels[-1] * width
