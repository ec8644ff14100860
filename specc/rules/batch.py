"""Mistakes in the size of batches."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.mends import batch_size
from specc.rules.registry import Found, rule, warning
from specc.spec.diagnostics import Fix
from specc.spec.wording import counted

_PATH = ("data", "batch_size")
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
