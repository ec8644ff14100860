"""Classification: cross-entropy and accuracy."""

from __future__ import annotations

from specc.ir.program import Metric, Objective
from specc.spec.tasks.classification import Classification


def lower(written: Classification) -> Objective:
    """Training minimizes the cross-entropy."""
    metrics = (Metric("loss", "cross_entropy"), Metric("accuracy", "accuracy"))
    return Objective("logits", metrics, "classify", "task")
