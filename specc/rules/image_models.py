"""Rules about image models."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_TYPE = ("model", "type")
_PATCH = ("model", "patch_size")


def _takes_images(resolved: Resolved) -> bool:
    return getattr(resolved.spec.model, "inputs", "any") == "image"


def size_of(resolved: Resolved) -> tuple[int, int] | None:
    """Height and width of what a model of images gets; None if it gets no images."""
    if not _takes_images(resolved) or not resolved.facts.is_image:
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
    model, facts = resolved.spec.model, resolved.facts
    if _takes_images(resolved) and not facts.is_image:
        label = f"{model.type} takes images, but the shape of an input is {list(facts.shape)}"
        yield Found(_TYPE, label, ("mlp takes inputs of any shape",))


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
