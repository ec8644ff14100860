"""Mistakes in augmentation."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.spec.augmentations.crop import Crop
from specc.spec.augmentations.cutout import Cutout
from specc.spec.diagnostics import Fix
from specc.spec.wording import counted

_PATH = ("data", "augment")


@rule("D121", "augmentation is for images")
def augments_no_images(resolved: Resolved) -> Iterator[Found]:
    """Augmentations move, mirror, hide or mix pixels, so inputs need a height and a width.

    The facts say that this data has neither. Columns of a table have no neighbours.
    """
    facts = resolved.facts
    if resolved.spec.data.augment and not facts.is_image:
        label = f"inputs have the shape {list(facts.shape)}"
        yield Found(_PATH, label, (), Fix(_PATH, None))


@rule("D122", "the same augmentation twice")
def augments_twice(resolved: Resolved) -> Iterator[Found]:
    """Each augmentation is applied once, one after the other; a second one adds nothing.

    One with a larger range does what two would. Mixup and cutmix are both ways to mix pairs of
    examples, of which there can be one. Functions of your own differ by their names.
    """
    seen: dict[str, str] = {}
    for number, item in enumerate(resolved.spec.data.augment):
        kind = item.kind.lower()
        if kind in seen:
            path = (*_PATH, number)
            yield Found(path, f"{seen[kind]} is there already", (), Fix(path, None))
        seen.setdefault(kind, item.type if item.mixes else item.kind)


@rule("D123", "an augmentation is larger than the image")
def augments_whole_image(resolved: Resolved) -> Iterator[Found]:
    """An image moved by its own width, or with a hole of its own size, has nothing left to learn from.

    A tenth of the image is a usual padding, up to half of it a usual hole: 4 and 16 of 32 pixels.
    """
    facts = resolved.facts
    if not facts.is_image:
        return
    least = min(facts.shape[:2])
    for number, item in enumerate(resolved.spec.data.augment):
        for kind, name, usual in ((Crop, "padding", least // 8), (Cutout, "size", least // 2)):
            if isinstance(item, kind) and getattr(item, name) >= least:
                path = (*_PATH, number, name)
                label = f"{counted(getattr(item, name), 'pixel')} of {least:,}"
                yield Found(path, label, (), Fix(path, str(usual)) if usual else None)


@rule("D125", "batches of one example have no pairs to mix")
def mixes_with_itself(resolved: Resolved) -> Iterator[Found]:
    """Mixup and cutmix mix each example of a batch, or micro-batch, with another one of it.

    The only example would be mixed with itself, which changes nothing. Take larger
    batches, or do without.
    """
    data = resolved.spec.data
    for number, item in enumerate(data.augment):
        if item.mixes and resolved.micro_batch == 1:
            path = (*_PATH, number)
            label = "data.batch_size is 1"
            if data.batch_size > 1:
                label = f"train.accumulate takes the {data.batch_size:,} of a batch one by one"
            yield Found(path, label, (), Fix(path, None))
