"""Rules about top-k accuracy."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.metrics.classification.top_k import TopK
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_METRICS = ("task", "metrics")


@rule("T106", "top-k accuracy over all classes")
def top_k_is_everything(resolved: Resolved) -> Iterator[Found]:
    """If k is at least the number of classes, the label is always among the k largest logits.

    The metric would always be 1. 5 is usual for hundreds of classes.
    """
    classes = resolved.classes
    for number, item in enumerate(resolved.spec.task.measures):
        if isinstance(item, TopK) and classes is not None and item.k >= classes:
            path = (*_METRICS, number)
            label = f"the label is always among {item.k:,} of {classes:,} classes"
            yield Found(path, label, (), Fix(path, "{type: top_k, k: 2}" if classes > 2 else None))
