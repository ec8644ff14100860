"""Mistakes in the size of batches."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.fixes import batch_size
from specc.rules.registry import Found, rule, warning
from specc.rules.statistics import batch_norm, own_statistics
from specc.spec.diagnostics import Fix
from specc.spec.wording import counted

_PATH = ("data", "batch_size")
_ACCUMULATE = ("train", "accumulate")
_LEFT_OUT = 0.25  # share of the examples


@rule("B057", "a batch is larger than the training set")
def batch_exceeds_rows(resolved: Resolved) -> Iterator[Found]:
    """An epoch has as many steps as full batches fit into the training examples.

    With a larger batch that is none, and a run of any number of epochs would have no steps.
    Examples that are held out do not count.
    """
    size, rows = resolved.spec.data.batch_size, resolved.train_rows
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
    """Every batch is full, so the examples that are left at the end of an epoch are not used in it.

    The next epoch is shuffled anew and leaves out others, so no example is lost for good; but an
    epoch sees only a part of the data, and a number of epochs is less training than it says.
    """
    size, rows = resolved.spec.data.batch_size, resolved.train_rows
    left = rows % size
    if size <= rows and left > _LEFT_OUT * rows:
        yield Found(
            _PATH,
            f"{rows // size:,} × {size:,} leave out {left:,} of {rows:,} examples ({left / rows:.0%})",
            (),
            Fix(_PATH, str(batch_size(rows))),
        )


@rule("B039", "a batch does not divide into its micro-batches")
def batch_does_not_divide(resolved: Resolved) -> Iterator[Found]:
    """`accumulate` is the number of micro-batches that the batch of a step is taken in.

    They have one size, or each size would be compiled for itself, and together they are the batch:
    `data.batch_size` is a multiple of `accumulate`.
    """
    size, count = resolved.spec.data.batch_size, resolved.spec.train.accumulate
    if count is None or size % count == 0:
        return
    whole = size - size % count
    fix = Fix(_PATH, str(whole)) if whole else Fix(_ACCUMULATE, None)
    label = f"{size:,} / {count:,} examples leave {size % count:,} over"
    if not whole:
        label = f"{counted(size, 'example')} make no {count:,} micro-batches"
    yield Found(_ACCUMULATE, label, (), fix)


@warning("B102", "a batch that is taken in one piece")
def accumulates_nothing(resolved: Resolved) -> Iterator[Found]:
    """`accumulate` takes the batch of a step in several micro-batches, to save memory.

    One of them is the whole batch, and the trainer would have a loop of one round for it. Leave it
    out, or say how many.
    """
    if resolved.spec.train.accumulate == 1:
        yield Found(_ACCUMULATE, "one micro-batch is the batch", (), Fix(_ACCUMULATE, None))


@warning("B103", "batch norm sees micro-batches, not batches")
def statistics_are_of_micro_batches(resolved: Resolved) -> Iterator[Found]:
    """Gradients of micro-batches add up to exactly that of the batch; statistics of batches do not.

    Batch norm normalizes each micro-batch by its own mean and variance, and its running statistics
    move once for each of them. So the result depends on `accumulate`, as if batches were smaller.
    Layer norm does not depend on batches.
    """
    size, count = resolved.spec.data.batch_size, resolved.spec.train.accumulate or 1
    if count == 1 or size % count:
        return
    if batch_norm(resolved) or own_statistics(resolved):
        fix = Fix(("model", "norm"), "layer") if batch_norm(resolved) else None
        label = f"means and variances are those of {size // count:,} examples, not of {size:,}"
        yield Found(_ACCUMULATE, label, (), fix)
