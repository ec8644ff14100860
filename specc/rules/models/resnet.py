"""Rules about residual networks."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.resnet import Resnet
from specc.resolve.resolved import Resolved
from specc.rules.image_models import shown, size_of
from specc.rules.registry import Found, rule, warning

_STEM = ("model", "stem")
_STAGES = ("model", "stages")
_LARGE = 128  # pixels, from which on a stem that keeps them is not meant


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
    model, size = resolved.spec.model, size_of(resolved)
    if not isinstance(model, Resnet) or size is None:
        return
    fitting = _stages_that_fit(size, model.stem)
    if len(model.stages) <= fitting:
        return
    fix = None
    if len(model.stages) <= _stages_that_fit(size, "cifar"):
        fix = Fix(_STEM, "cifar")
    elif fitting >= 2:
        fix = Fix(_STAGES, str(list(model.stages[:fitting])))
    label = f"images of {shown(size)} are a single pixel before stage {fitting + 1}"
    yield Found((*_STAGES, fitting), label, (f"the stem is {model.stem}",), fix)


@warning("M115", "the stem keeps all pixels of a large image")
def stem_keeps_pixels(resolved: Resolved) -> Iterator[Found]:
    """CIFAR's stem keeps the image size; ImageNet's divides both sides by 4.

    For large images the first takes 16 times the work and memory, and the last maps see only a
    small part of the image.
    """
    model, size = resolved.spec.model, size_of(resolved)
    if not isinstance(model, Resnet) or size is None:
        return
    if model.stem == "cifar" and min(size) >= _LARGE:
        label = f"the first stage works on maps of {shown(size)}"
        yield Found(_STEM, label, (), Fix(_STEM, "imagenet"))
