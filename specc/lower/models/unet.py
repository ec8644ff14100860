"""The U-Net."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.images import Image
from specc.ir.models.unet import Unet
from specc.ir.settings import Bounds, IndexCheck
from specc.language.models.unet import Unet as SpecBlock
from specc.lower.condition import condition_of
from specc.lower.denoisers import summary
from specc.lower.images import halvings, image_of
from specc.lower.settings import Settings
from specc.lower.sizes import size, times


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Unet:
    """The number of levels is limited by the image, which is halved without a remainder."""
    image = image_of(data.input)
    most = halvings(image)
    reason = f"{image.words} can be halved evenly {times(most)}"
    levels = Bounds(2, items=True, max_items=most + 1, reason=reason)
    size(
        settings,
        "channels",
        spec.channels,
        "of each level; those after the first halve the maps",
        levels,
    )
    size(settings, "blocks", spec.blocks, "residual blocks of each level on the way down")
    attends = Bounds(0, items=True, empty=True)
    settings.cross_checks.append(IndexCheck("attention", "channels", "model.attention"))
    size(settings, "attention", spec.attention, "levels with self-attention, from 0", attends)
    shared = Bounds(1, divides="channels")
    size(settings, "heads", spec.heads, "attention heads; they divide the channels", shared)
    size(
        settings,
        "groups",
        spec.groups,
        "groups of each group norm; they divide the channels",
        shared,
    )
    return Unet(
        template="unet",
        class_name="UNet",
        summary=summary(data),
        words="a U-Net",
        collections=(),
        macs=_macs(spec, image),
        origin="model",
        image=image,
        given_class=condition_of(spec, data),
    )


def _macs(spec: SpecBlock, image: Image) -> int:
    """Of convolutions and attention; the layers of the time are small."""
    area = image.height * image.width
    first = last = spec.channels[0]
    total = 2 * 9 * image.channels * first * area
    skips = [first]
    for level, width in enumerate(spec.channels):
        pixels = area // 4**level
        if level:
            total += 9 * last**2 * pixels + 9 * width**2 * 4 * pixels  # halved, and doubled
            skips.append(last)
        for _ in range(spec.blocks):
            total += _block(last, width, pixels, level in spec.attention)
            last = width
            skips.append(width)
    total += _block(last, last, pixels, True) + _block(last, last, pixels, False)
    for level, width in reversed(list(enumerate(spec.channels))):
        for _ in range(spec.blocks + 1):
            total += _block(last + skips.pop(), width, area // 4**level, level in spec.attention)
            last = width
    return total


def _block(inputs: int, outputs: int, pixels: int, attends: bool) -> int:
    """Of one block on maps of so many pixels."""
    weights = 9 * (inputs + outputs) * outputs + (inputs * outputs if inputs != outputs else 0)
    attention = 4 * outputs**2 + 2 * pixels * outputs if attends else 0
    return pixels * (weights + attention)
