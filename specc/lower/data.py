"""The examples: columns, split and normalization."""

from __future__ import annotations

from specc.ir.program import Column, Data, Holdout, Target
from specc.lower.around import Around
from specc.lower.dispatch import lowering
from specc.resolve.resolved import Resolved


def lower_data(resolved: Resolved, target: Target, around: Around) -> Data:
    """What is loaded, what it becomes, and what is kept for evaluation."""
    written, facts = resolved.spec.data, resolved.facts
    assert written.normalize is not None, "resolving fills it in"
    normalization = lowering(written.normalize)(written.normalize, facts)
    name = "image" if facts.is_image else "features"
    holdout = Holdout(resolved.eval_rows, written.split_seed, "data.holdout")
    return Data(
        source=lowering(written.source)(written.source, around),
        input=Column(name, facts.shape, "float32", normalization.values),
        target=target,
        rows=facts.rows,
        train_rows=resolved.train_rows,
        normalization=normalization,
        holdout=holdout if resolved.eval_rows else None,
        origin="data",
    )
