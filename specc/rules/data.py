"""Rules about splitting and scaling of data."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.split import ShareSplit
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.fixes import holdouts
from specc.rules.registry import Found, rule, warning

_HOLDOUT = ("data", "holdout")
_TEST = ("data", "holdout", "test")
_PLACEMENT = ("data", "placement")
_LIKELY = 0.05
_TERABYTE = 2**40


def _some_holdout(resolved: Resolved) -> Fix | None:
    split, facts = resolved.spec.data.holdout, resolved.facts
    usual = holdouts(facts.rows, split.test_rows(facts) or 0)
    text = split.with_share(usual[0]) if usual else None
    return Fix(_HOLDOUT, text) if text else None


def _some_test(resolved: Resolved) -> Fix | None:
    split, facts = resolved.spec.data.holdout, resolved.facts
    usual = (
        holdouts(facts.rows, split.eval_rows(facts) or 0) if isinstance(split, ShareSplit) else ()
    )
    return Fix(_TEST, str(usual[0])) if usual else None


@rule("D101", "the held-out share rounds to no examples")
def holdout_is_empty(resolved: Resolved) -> Iterator[Found]:
    """The held-out share is rounded to a number of examples, here to zero.

    There would be nothing to evaluate or test on. Hold out more.
    """
    split, facts = resolved.spec.data.holdout, resolved.facts
    if split.evaluates and split.eval_rows(facts) == 0:
        label = f"{split.amount(facts, 'evaluation')} is less than one"
        yield Found(_HOLDOUT, label, (), _some_holdout(resolved))
    if split.tests and split.test_rows(facts) == 0:
        label = f"{split.amount(facts, 'test')} is less than one"
        yield Found(_TEST, label, (), _some_test(resolved))


@rule("D102", "no examples are left to train on")
def holdout_is_everything(resolved: Resolved) -> Iterator[Found]:
    """Held-out examples are never trained on, and here that is every example.

    10% to 20% is usual.
    """
    split, facts = resolved.spec.data.holdout, resolved.facts
    kept = (split.eval_rows(facts) or 0) + (split.test_rows(facts) or 0)
    if kept == facts.rows or (
        isinstance(split, ShareSplit) and kept > facts.rows
    ):  # too many are miscounted
        label = f"{split.amount(facts)} {'are' if split.tests else 'is'} all of them"
        yield Found(_HOLDOUT, label, (), _some_holdout(resolved))


def _chance_of_none(class_rows: Counter[int], kept: int) -> float:
    """How likely it is that `kept` of all rows, drawn at random, have none of some class.

    Each class is missed with the probability C(rows - n, kept) / C(rows, kept); that they are missed
    independently is not quite true, and near enough.

    Args:
        class_rows: how many classes have each number of rows.
        kept: fewer than there are rows.
    """
    rows = sum(count * classes for count, classes in class_rows.items())
    present = 0.0  # the logarithm of the chance that no class is missed
    for count, classes in class_rows.items():
        if not 0 < count <= rows - kept:
            continue
        missed = math.exp(
            math.lgamma(rows - count + 1)
            - math.lgamma(rows - count - kept + 1)
            - math.lgamma(rows + 1)
            + math.lgamma(rows - kept + 1)
        )
        if missed >= 1:
            return 1.0
        present += classes * math.log1p(-missed)
    return -math.expm1(present)


@warning("D062", "one side of the split probably lacks a class")
def split_misses_class(resolved: Resolved) -> Iterator[Found]:
    """Examples are held out at random, regardless of class.

    A small share may contain no example of a rare class. That class is then never evaluated, or
    never trained. Hold out another share, or the same share of each class (`type: stratified`); a
    class with a single example cannot be on both sides.
    """
    facts, split = resolved.facts, resolved.spec.data.holdout
    sides = [(part.noun, part.rows) for part in resolved.parts if part.rows and not part.source]
    sides.append(("training example", resolved.train_rows))
    classes = resolved.classes
    if resolved.spec.task.per_token:  # each example has many
        return
    if classes is None or not split.by_chance or not 0 < resolved.held_out < facts.rows:
        return
    counts = facts.class_rows
    if counts is None:
        for side, rows in sides:
            if rows < classes:
                label = f"{counted(rows, side)}, but {classes:,} classes"
                yield Found(_HOLDOUT, label)
        return
    if min(counts, default=0) < 0 or sum(counts) != facts.rows:
        return
    known = Counter(counts)
    rarest = min(count for count in known if count)
    for side, rows in sides:
        if (risk := _chance_of_none(known, rows)) > _LIKELY:
            yield Found(
                _HOLDOUT,
                f"{counted(rows, side)} of {facts.rows:,} lack one of the "
                f"{classes:,} classes with a chance of {risk:.0%}",
                (f"the rarest has {counted(rarest, 'example')}",),
                None if split.tests else _safer_holdout(facts.rows, known),
            )


def _safer_holdout(rows: int, class_rows: Counter[int]) -> Fix | None:
    """The smallest usual share with which both sides probably have all classes, if there is one."""
    for share in holdouts(rows):
        held = round(share.fraction * rows)
        if max(_chance_of_none(class_rows, kept) for kept in (held, rows - held)) <= _LIKELY:
            return Fix(_HOLDOUT, str(share))
    return None


@warning("D105", "split_seed without a split")
def split_seed_is_idle(resolved: Resolved) -> Iterator[Found]:
    """`split_seed` selects the held-out examples, and none are drawn at random.

    It has no effect. Add a `holdout`, or remove it; training depends on `seed`.
    """
    data = resolved.spec.data
    if data.split_seed and not (data.holdout.seeded and data.holdout.given):
        path = ("data", "split_seed")
        yield Found(path, f"holdout is {data.holdout.words}", (), Fix(path, None))


@rule("D126", "placement: files needs a file per example")
def nothing_to_decode(resolved: Resolved) -> Iterator[Found]:
    """With `placement: files`, the images of each batch are read and decoded ahead of the step.

    So each example must be a file, as in an `image_folder`. For an `.npy` file, `placement: host`
    reads examples as they are needed.
    """
    data = resolved.spec.data
    if data.placement == "files" and not getattr(data.source, "decodes", False):
        label = f"a source of type {data.source.type} does not have a file per example"
        yield Found(_PLACEMENT, label, (), Fix(_PLACEMENT, None))


@warning("D106", "the data does not fit into memory")
def data_is_huge(resolved: Resolved) -> Iterator[Found]:
    """The trainer keeps all examples on the device as float32, so that no step waits for data.

    If they do not fit, it stops with an error at the start. The warning applies above 1 TiB, more
    than any device has.
    """
    facts = resolved.facts
    size = 4 * facts.rows * math.prod(facts.shape)
    decodes = getattr(resolved.spec.data.source, "decodes", False)  # another rule has those
    if size > _TERABYTE and not decodes:
        extents = " × ".join(f"{extent:,}" for extent in (facts.rows, *facts.shape))
        label = f"{extents} float32 numbers are {size / _TERABYTE:,.1f} TiB"
        yield Found(("data", "source"), label)
