"""Rules about folders of images."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.normalizations.standardize import Standardize
from specc.language.sources.image_folder import ImageFolder
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_MOST_BYTES = 4 * 2**30


@rule("D143", "a folder of images is too large for memory")
def images_are_too_many(resolved: Resolved) -> Iterator[Found]:
    """Images of a folder are in memory if they are placed on the device or the host, or standardized.

    They are decoded at the start of each run, which suits up to 4 GiB of bytes. By default, larger
    sets are decoded ahead of each step (`placement: files`), which needs a normalization without
    statistics, such as `unit`.
    """
    data, facts = resolved.spec.data, resolved.facts
    size = facts.rows * math.prod(facts.shape)
    if not isinstance(data.source, ImageFolder) or size <= _MOST_BYTES:
        return
    extents = " × ".join(f"{extent:,}" for extent in (facts.rows, *facts.shape))
    label = f"{extents} bytes are {size / 2**30:,.1f} GiB, more than 4 GiB"
    if isinstance(data.normalize, Standardize):
        path = ("data", "normalize")
        yield Found(path, f"{label}, and all of them are standardized", (), Fix(path, "unit"))
    elif data.placement in {"device", "host"}:
        path = ("data", "placement")
        yield Found(path, label, (), Fix(path, "files"))


@rule("D144", "a folder of images has classes, but the task has none")
def folders_are_classes(resolved: Resolved) -> Iterator[Found]:
    """The label of an image is the name of its folder, which is a class.

    So the task must be `classification`, or `binary` with two folders. For numeric targets use
    arrays, such as an `.npz` file.
    """
    spec = resolved.spec
    if isinstance(spec.data.source, ImageFolder) and spec.task.supervised and not spec.task.classes:
        yield Found(("task",), f"{spec.task.type} predicts numbers, and folders are classes")


@rule("D155", "a background without transparent images")
def background_is_hidden(resolved: Resolved) -> Iterator[Found]:
    """`background` shows where images are transparent, if `alpha` is composite.

    With drop or keep it has no effect, and without `alpha` all images are opaque.
    """
    data = resolved.spec.data
    for place, source, _ in ((("data", "source"), data.source, None), *data.others):
        if not isinstance(source, ImageFolder) or source.background is None:
            continue
        if source.alpha != "composite":
            label = "there is no `alpha`" if source.alpha is None else f"alpha is {source.alpha}"
            path = (*place, "background")
            yield Found(path, label, (), Fix(path, None))
