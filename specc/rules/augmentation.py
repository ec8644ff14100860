"""Rules about augmentation."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_PATH = ("data", "augment")


@rule("D121", "augmentation needs images")
def augments_no_images(resolved: Resolved) -> Iterator[Found]:
    """Augmentations shift, flip, mask or mix pixels, so inputs need a height and a width.

    According to the facts, these inputs have neither.
    """
    facts = resolved.facts
    if resolved.spec.data.augment and not facts.is_image:
        label = f"inputs have the shape {list(facts.shape)}"
        yield Found(_PATH, label, (), Fix(_PATH, None))


@rule("D122", "the same augmentation twice")
def augments_twice(resolved: Resolved) -> Iterator[Found]:
    """Each augmentation is applied once, in the order of the list; a repetition adds nothing.

    Use one with a larger range. Mixup and cutmix both mix pairs of examples, so only one of them
    can be used. Functions of your own are told apart by name.
    """
    seen: dict[str, str] = {}
    for number, item in enumerate(resolved.spec.data.augment):
        kind = item.kind.lower()
        if kind in seen:
            path = (*_PATH, number)
            yield Found(path, f"{seen[kind]} is already in the list", (), Fix(path, None))
        seen.setdefault(kind, item.type if item.mixes else item.kind)


@rule("D123", "an augmentation is larger than the image")
def augments_whole_image(resolved: Resolved) -> Iterator[Found]:
    """Shifted by its own width, or masked by a square of its own size, an image has no content left.

    Usual values are a tenth of the image for padding and up to half of it for cutout: 4 and 16 for
    32 pixels.
    """
    facts = resolved.facts
    if not facts.is_image:
        return
    least = min(facts.shape[:2])
    for number, item in enumerate(resolved.spec.data.augment):
        name, usual = type(item).extent, least // type(item).usual_part
        if name is not None and (extent := getattr(item, name)) >= least:
            path = (*_PATH, number, name)
            label = f"{counted(extent, 'pixel')} of {least:,}"
            yield Found(path, label, (), Fix(path, str(usual)) if usual else None)


@rule("D125", "batches of one example have no pairs to mix")
def mixes_with_itself(resolved: Resolved) -> Iterator[Found]:
    """Mixup and cutmix mix each example with another one of its batch, or micro-batch.

    A single example would be mixed with itself, which changes nothing. Use larger batches, or
    remove the augmentation.
    """
    data = resolved.spec.data
    for number, item in enumerate(data.augment):
        if item.mixes and resolved.micro_batch == 1:
            path = (*_PATH, number)
            label = "data.batch_size is 1"
            if data.batch_size > 1:
                label = (
                    f"train.accumulate splits batches of {data.batch_size:,} into single examples"
                )
            yield Found(path, label, (), Fix(path, None))
