"""The examples: columns, split and normalization."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Column, Data, Target
from specc.lower.around import Around
from specc.lower.dispatch import lowering
from specc.resolve.resolved import Resolved


def lower_data(resolved: Resolved, target: Target, around: Around) -> Data:
    """What is loaded, what it becomes, and what is kept for evaluation."""
    written, facts = resolved.spec.data, resolved.facts
    assert written.normalize is not None, "resolving fills it in"
    normalization = lowering(written.normalize)(written.normalize, facts)
    name = "image" if facts.is_image else "features"
    dtype, values = "float32", normalization.values
    if normalization.in_step:
        dtype, values = "uint8", f"{facts.low:g} to {facts.high:g}"
    augmentations = [lowering(item)(item) for item in written.augment]
    holdout = lowering(written.holdout)(written.holdout, resolved.held_out, written.split_seed)
    source = lowering(written.source)(written.source, around)
    evaluation = None
    if written.evaluation is not None:
        evaluation = lowering(written.evaluation)(written.evaluation, around.for_evaluation())
        evaluation = dataclasses.replace(evaluation, origin="data.evaluation")
    return Data(
        source=source,
        downloads=tuple(around.downloads),
        input=Column(name, facts.shape, dtype, values),
        target=target,
        rows=facts.rows,
        train_rows=resolved.train_rows,
        normalization=normalization,
        holdout=holdout if resolved.held_out else None,
        eval_rows=resolved.eval_rows,
        evaluation=evaluation,
        weight=Column("weight", (), "float32", "how much it counts") if source.weighted else None,
        augmentations=tuple(item for item in augmentations if not item.mixes),
        mixing=next((item for item in augmentations if item.mixes), None),
        placement=written.placement,
        origin="data",
    )
