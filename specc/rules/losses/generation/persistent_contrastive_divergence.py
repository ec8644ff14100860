"""Rules about persistent contrastive divergence."""

from __future__ import annotations

import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_PATH: Path = ("task", "loss", "buffer_size")
_MOST_BYTES = 2**30


@rule("L161", "fewer chains than examples in a batch")
def buffer_is_small(resolved: Resolved) -> Iterator[Found]:
    """Each step continues as many chains as its batch has examples, so there have to be at least that many.

    With `condition: class` all of them may be of one class, and each class has a buffer of its own. A buffer
    of several batches is better: chains then have time to move between two visits of a region, and those of
    a step have less to do with each other.
    """
    loss, spec = resolved.spec.task.loss, resolved.spec
    if getattr(loss, "buffer_size", None) is None:
        return
    if loss.buffer_size < resolved.micro_batch:
        label = (
            f"a step continues {resolved.micro_batch:,} chains, and there are {loss.buffer_size:,}"
        )
        yield Found(_PATH, label, (), Fix(_PATH, str(10 * spec.data.batch_size)))


@warning("L135", "chains that take much memory")
def buffer_is_large(resolved: Resolved) -> Iterator[Found]:
    """The ends of persistent chains are a part of the state, and of each checkpoint.

    With `condition: class` each class has as many.
    """
    loss, facts = resolved.spec.task.loss, resolved.facts
    if getattr(loss, "buffer_size", None) is None:
        return
    classes = (facts.classes or 1) if resolved.spec.task.conditional else 1
    chain = 4 * classes * math.prod(facts.shape)
    if loss.buffer_size * chain > _MOST_BYTES:
        each = f"{loss.buffer_size:,} chains" + (" of each class" if classes > 1 else "")
        label = f"{each} take {loss.buffer_size * chain / 2**30:,.1f} GiB"
        fits = max(_MOST_BYTES // chain, resolved.micro_batch)
        fix = Fix(_PATH, str(fits)) if fits < loss.buffer_size else None
        yield Found(_PATH, label, ("as part of the state, and of each checkpoint",), fix)
