"""Rules about image models."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_TYPE = ("model", "type")
_PATCH = ("model", "patch_size")
_HEADS = ("model", "heads")
_STEM = ("model", "stem")
_STAGES = ("model", "stages")
_LARGE = 128  # pixels, from which on a stem that keeps them is not meant


def _takes_images(resolved: Resolved) -> bool:
    return getattr(resolved.spec.model, "inputs", "any") == "image"


def _size(resolved: Resolved) -> tuple[int, int] | None:
    """Height and width of what a model of images gets; None if it gets no images."""
    if not _takes_images(resolved) or not resolved.facts.is_image:
        return None
    return resolved.facts.shape[0], resolved.facts.shape[1]


def _shown(extents: tuple[int, ...]) -> str:
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


def _divisors(number: int) -> list[int]:
    small = [n for n in range(1, math.isqrt(number) + 1) if number % n == 0]
    return sorted({*small, *(number // n for n in small)})


def _finer(size: tuple[int, int], patch: int) -> Fix | None:
    """The largest patch, of more than a pixel, that divides an image into several and is no larger."""
    most = math.gcd(*size)
    usual = [n for n in _divisors(most) if 1 < n <= min(patch, most // 2)]
    return Fix(_PATCH, str(usual[-1])) if usual else None


@rule("M111", "the patches do not fill the image")
def patches_do_not_fit(resolved: Resolved) -> Iterator[Found]:
    """An image is cut into square patches, so height and width must be multiples of the patch size.

    Choose a size that divides both, or crop or pad the images before saving them.
    """
    size, patch = _size(resolved), getattr(resolved.spec.model, "patch_size", None)
    if size is not None and patch is not None and any(extent % patch for extent in size):
        label = f"{_shown(size)} pixels cannot be cut into patches of {_shown((patch, patch))}"
        fix = _finer(size, patch)
        notes = () if fix else (f"the patch size must divide {math.gcd(*size)}",)
        yield Found(_PATCH, label, notes, fix)


@warning("M112", "one patch covers the image")
def single_patch(resolved: Resolved) -> Iterator[Found]:
    """Attention and mixing exchange information between patches, and here there is only one.

    What remains is a perceptron on the pixels. Use smaller patches: papers have about 200 per
    image.
    """
    size, patch = _size(resolved), getattr(resolved.spec.model, "patch_size", None)
    if size is not None and patch is not None and size == (patch, patch):
        label = f"an image has {_shown(size)} pixels, as many as a patch"
        yield Found(_PATCH, label, (), _finer(size, patch))


@rule("M113", "the heads do not divide the width")
def heads_do_not_divide(resolved: Resolved) -> Iterator[Found]:
    """Each attention head works on an equal part of the width, so the width must be a multiple of the heads.

    64 per head is usual.
    """
    model = resolved.spec.model
    if model.type == "vit" and model.width % model.heads:
        label = (
            f"width {model.width:,} over {model.heads:,} heads is {model.width / model.heads:.4g}"
        )
        fits = max(n for n in _divisors(model.width) if n <= model.heads)
        yield Found(_HEADS, label, (), Fix(_HEADS, str(fits)))


def _stages_that_fit(size: tuple[int, int], stem: str) -> int:
    """How many stages there can be before one would halve maps of a single pixel."""
    halvings = (max(size) - 1).bit_length()  # of a size that is rounded up
    return max(0, halvings - 2 if stem == "imagenet" else halvings) + 1


@rule("M114", "the image is too small for so many stages")
def image_is_too_small(resolved: Resolved) -> Iterator[Found]:
    """Each stage but the first halves height and width, and the ImageNet stem divides them by 4.

    Maps of one pixel cannot be halved. For small images use `stem: cifar` and fewer stages: three
    stages reduce 32x32 to 8x8.
    """
    model, size = resolved.spec.model, _size(resolved)
    if model.type != "resnet" or size is None:
        return
    fitting = _stages_that_fit(size, model.stem)
    if len(model.stages) <= fitting:
        return
    fix = None
    if len(model.stages) <= _stages_that_fit(size, "cifar"):
        fix = Fix(_STEM, "cifar")
    elif fitting >= 2:
        fix = Fix(_STAGES, str(list(model.stages[:fitting])))
    label = f"images of {_shown(size)} are a single pixel before stage {fitting + 1}"
    yield Found((*_STAGES, fitting), label, (f"the stem is {model.stem}",), fix)


@warning("M115", "the stem keeps all pixels of a large image")
def stem_keeps_pixels(resolved: Resolved) -> Iterator[Found]:
    """CIFAR's stem keeps the image size; ImageNet's divides both sides by 4.

    For large images the first takes 16 times the work and memory, and the last maps see only a
    small part of the image.
    """
    model, size = resolved.spec.model, _size(resolved)
    if model.type != "resnet" or size is None:
        return
    if model.stem == "cifar" and min(size) >= _LARGE:
        label = f"the first stage works on maps of {_shown(size)}"
        yield Found(_STEM, label, (), Fix(_STEM, "imagenet"))
