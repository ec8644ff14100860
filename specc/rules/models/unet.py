"""Rules about U-Nets."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.unet import Unet
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.image_models import divisors
from specc.rules.registry import Found, rule

_PATH = ("model",)


@rule("M121", "channels cannot be shared out equally")
def channels_are_not_shared(resolved: Resolved) -> Iterator[Found]:
    """The groups of a group norm, and the heads of an attention, have an equal part of the channels each.

    So they divide the channels of every level. A group of a single number is 0 once its mean has been
    subtracted: where the smallest maps are one pixel, groups need several channels.
    """
    model = resolved.spec.model
    if not isinstance(model, Unet):
        return
    shared = math.gcd(*model.channels)
    for name in ("groups", "heads"):
        given, path = getattr(model, name), (*_PATH, name)
        if shared % given:
            label = f"{given:,} {name} do not divide {_list(model.channels)} channels"
            fits = max(n for n in divisors(shared) if n <= given)
            yield Found(path, label, (), Fix(path, str(fits)))
    facts, path = resolved.facts, (*_PATH, "groups")
    pixels = math.prod(extent >> model.halvings for extent in facts.shape[:2])
    if facts.is_image and pixels == 1 and model.groups == model.channels[-1]:
        label = f"in maps of 1 × 1, {model.groups:,} groups have one number each, which becomes 0"
        fits = max(n for n in divisors(shared) if n < model.groups)
        yield Found(path, label, (), Fix(path, str(fits)))


@rule("M122", "attention at a level that does not exist")
def level_is_missing(resolved: Resolved) -> Iterator[Found]:
    """Levels are counted from 0, the level of the whole image, so the last is one less than their number.

    Papers name the size of maps instead: 16x16 pixels are level 1 of images of 32x32.
    """
    model = resolved.spec.model
    if not isinstance(model, Unet):
        return
    for number, level in enumerate(model.attention):
        if level >= len(model.channels):
            path = (*_PATH, "attention", number)
            last = len(model.channels) - 1
            label = f"there are {counted(last + 1, 'level')}, and the last is {last}"
            yield Found(path, label, (), Fix(path, str(last)))


def _list(numbers: tuple[int, ...]) -> str:
    """Numbers in words, each once."""
    *first, last = (f"{number:,}" for number in dict.fromkeys(numbers))
    return f"{', '.join(first)} or {last}" if first else last
