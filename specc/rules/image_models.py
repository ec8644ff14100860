"""Rules about image models."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from specc.document.diagnostics import Fix, Path
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_PATCH = ("model", "patch_size")
_HEADS = ("model", "heads")


def models_of(resolved: Resolved) -> Iterator[tuple[Path, Any]]:
    """The models of all networks, each with its place."""
    yield ("model",), resolved.spec.model
    for name, network in (resolved.spec.networks or {}).items():
        yield ("networks", name, "model"), network.model


def _takes_images(model: object) -> bool:
    return getattr(model, "inputs", "any") == "image"


def size_of(resolved: Resolved) -> tuple[int, int] | None:
    """Height and width of what a model of images gets; None if it gets no images."""
    if not _takes_images(resolved.spec.model) or not resolved.facts.is_image:
        return None
    return resolved.facts.shape[0], resolved.facts.shape[1]


def shown(extents: tuple[int, ...]) -> str:
    """Extents in words: "28 × 28"."""
    return " × ".join(f"{extent:,}" for extent in extents)


@rule("M110", "the data has no images")
def not_an_image(resolved: Resolved) -> Iterator[Found]:
    """An image model takes inputs with height and width, and optionally channels.

    For features of a table, a multilayer perceptron is the better model. Images that were saved as
    flat rows must be saved in their own shape.
    """
    facts = resolved.facts
    for path, model in models_of(resolved):
        if _takes_images(model) and not facts.is_image:
            label = f"{model.type} takes images, but the shape of an input is {list(facts.shape)}"
            yield Found((*path, "type"), label, (f"{model.instead} is for any shape",))


@rule("M120", "the image cannot be halved so often")
def halves_are_uneven(resolved: Resolved) -> Iterator[Found]:
    """Models that halve maps and double them again need heights and widths that stay even.

    28x28 pixels become 14x14 and 7x7, which cannot be halved without a remainder. Use fewer levels, or pad
    the images before saving them: 32x32 pixels can be halved five times.
    """
    facts = resolved.facts
    for path, model in models_of(resolved):
        wanted = getattr(model, "halvings", 0)
        if not wanted or not facts.is_image:
            continue
        both = math.gcd(*facts.shape[:2])
        most = (both & -both).bit_length() - 1
        if wanted > most:
            kept = model.channels[: len(model.channels) - wanted + most]
            size, often = shown(facts.shape[:2]), counted(most, "time")
            label = f"{size} pixels can be halved {often} without a remainder"
            note = f"{counted(len(model.channels), 'level')} halve them {counted(wanted, 'time')}"
            at = (*path, "channels")
            yield Found(
                (*at, len(kept)), label, (note,), Fix(at, str(list(kept))) if kept else None
            )


def divisors(number: int) -> list[int]:
    """The divisors of a number, in ascending order."""
    small = [n for n in range(1, math.isqrt(number) + 1) if number % n == 0]
    return sorted({*small, *(number // n for n in small)})


def _finer(size: tuple[int, int], patch: int) -> Fix | None:
    """The largest patch, of more than a pixel, that divides an image into several and is no larger."""
    most = math.gcd(*size)
    usual = [n for n in divisors(most) if 1 < n <= min(patch, most // 2)]
    return Fix(_PATCH, str(usual[-1])) if usual else None


@rule("M111", "the patches do not fill the image")
def patches_do_not_fit(resolved: Resolved) -> Iterator[Found]:
    """An image is cut into square patches, so height and width must be multiples of the patch size.

    Choose a size that divides both, or crop or pad the images before saving them.
    """
    size, patch = size_of(resolved), getattr(resolved.spec.model, "patch_size", None)
    if size is not None and patch is not None and any(extent % patch for extent in size):
        label = f"{shown(size)} pixels cannot be cut into patches of {shown((patch, patch))}"
        fix = _finer(size, patch)
        notes = () if fix else (f"the patch size must divide {math.gcd(*size)}",)
        yield Found(_PATCH, label, notes, fix)


@warning("M112", "one patch covers the image")
def single_patch(resolved: Resolved) -> Iterator[Found]:
    """Attention and mixing exchange information between patches, and here there is only one.

    What remains is a perceptron on the pixels. Use smaller patches: papers have about 200 per
    image.
    """
    size, patch = size_of(resolved), getattr(resolved.spec.model, "patch_size", None)
    if size is not None and patch is not None and size == (patch, patch):
        label = f"an image has {shown(size)} pixels, as many as a patch"
        yield Found(_PATCH, label, (), _finer(size, patch))


@rule("M113", "the heads do not divide the width")
def heads_do_not_divide(resolved: Resolved) -> Iterator[Found]:
    """Each attention head works on an equal part of the width, so the width must be a multiple of the heads.

    64 per head is usual.
    """
    width, heads = (getattr(resolved.spec.model, name, None) for name in ("width", "heads"))
    if width is not None and heads is not None and width % heads:
        label = f"width {width:,} over {heads:,} heads is {width / heads:.4g}"
        fits = max(n for n in divisors(width) if n <= heads)
        yield Found(_HEADS, label, (), Fix(_HEADS, str(fits)))
