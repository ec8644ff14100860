"""Rules about persistent contrastive divergence."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule


@rule("L161", "fewer chains than examples in a batch")
def buffer_is_small(resolved: Resolved) -> Iterator[Found]:
    """Each step continues as many chains as its batch has examples, so there have to be at least so many.

    A buffer of several batches is better: chains then have time to move between two visits of a region, and
    those of a step have less to do with each other.
    """
    loss, spec = resolved.spec.task.loss, resolved.spec
    if getattr(loss, "buffer_size", None) is None:
        return
    if loss.buffer_size < resolved.micro_batch:
        path = ("task", "loss", "buffer_size")
        label = (
            f"a step continues {resolved.micro_batch:,} chains, and there are {loss.buffer_size:,}"
        )
        yield Found(path, label, (), Fix(path, str(10 * spec.data.batch_size)))
