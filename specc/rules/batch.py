"""Rules about batch sizes."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.fixes import batch_size
from specc.rules.registry import Found, rule, warning
from specc.rules.statistics import batch_norm, own_statistics

_PATH = ("data", "batch_size")
_ACCUMULATE = ("train", "accumulate")
_LEFT_OUT = 0.25  # share of the examples


@rule("B057", "the batch is larger than the training set")
def batch_exceeds_rows(resolved: Resolved) -> Iterator[Found]:
    """An epoch has as many steps as full batches fit into the training examples.

    A larger batch does not fit at all, so the run would have no steps. Held-out examples do not
    count.
    """
    size, rows = resolved.spec.data.batch_size, resolved.train_examples
    if 0 < rows < size:
        held = f" after {resolved.held_out:,} are held out" if resolved.held_out else ""
        yield Found(
            _PATH,
            f"{size:,} of {counted(rows, 'training example')}{held}",
            ("an epoch would have 0 steps",),
            Fix(_PATH, str(batch_size(rows))),
        )


@warning("B101", "full batches leave many examples out of each epoch")
def remainder_is_large(resolved: Resolved) -> Iterator[Found]:
    """All batches are full, so the remaining examples at the end of an epoch are skipped.

    The next epoch is shuffled again and skips others, so no example is lost for good. Still, an
    epoch covers only part of the data, and training is shorter than the number of epochs suggests.
    """
    size, rows = resolved.spec.data.batch_size, resolved.train_examples
    left = rows % size
    if resolved.spec.task.shuffles and size <= rows and left > _LEFT_OUT * rows:
        yield Found(
            _PATH,
            f"{rows // size:,} × {size:,} leave out {left:,} of {rows:,} examples ({left / rows:.0%})",
            (),
            Fix(_PATH, str(batch_size(rows))),
        )


@rule("B039", "the batch does not divide into micro-batches")
def batch_does_not_divide(resolved: Resolved) -> Iterator[Found]:
    """`accumulate` is the number of micro-batches that a batch is split into.

    They have equal sizes, because each size would be compiled separately. So `data.batch_size` must
    be a multiple of `accumulate`.
    """
    size, count = resolved.spec.data.batch_size, resolved.spec.train.accumulate
    if count is None or size % count == 0:
        return
    largest = size - size % count
    fix = Fix(_PATH, str(largest)) if largest else Fix(_ACCUMULATE, None)
    label = f"{size:,} / {count:,} examples leave {size % count:,} over"
    if not largest:
        label = f"{counted(size, 'example')} cannot be split into {count:,} micro-batches"
    yield Found(_ACCUMULATE, label, (), fix)


@warning("B102", "a single micro-batch")
def accumulates_nothing(resolved: Resolved) -> Iterator[Found]:
    """`accumulate` splits the batch of a step into micro-batches to save memory.

    A single micro-batch is the batch itself, and the trainer would loop over it once. Remove
    `accumulate`, or use a larger number.
    """
    if resolved.spec.train.accumulate == 1:
        yield Found(_ACCUMULATE, "one micro-batch is the batch", (), Fix(_ACCUMULATE, None))


@warning("B103", "batch norm sees micro-batches, not batches")
def statistics_are_of_micro_batches(resolved: Resolved) -> Iterator[Found]:
    """Accumulated gradients equal the gradient of the batch exactly; batch statistics do not.

    Batch norm normalizes each micro-batch by its own mean and variance and updates its running
    statistics once per micro-batch. So results depend on `accumulate`, as with smaller batches.
    Layer norm does not depend on the batch.
    """
    size, count = resolved.spec.data.batch_size, resolved.spec.train.accumulate or 1
    if count == 1 or size % count:
        return
    if batch_norm(resolved) or own_statistics(resolved):
        fix = Fix(("model", "norm"), "layer") if batch_norm(resolved) else None
        label = f"means and variances are those of {size // count:,} examples, not of {size:,}"
        yield Found(_ACCUMULATE, label, (), fix)
