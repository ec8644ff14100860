"""Classification: cross-entropy and accuracy."""

from __future__ import annotations

import dataclasses

from specc.ir.program import Column, Metric, Objective, Target
from specc.spec.facts import Facts
from specc.spec.tasks.classification import Classification


@dataclasses.dataclass(frozen=True, slots=True)
class Classes(Target):
    """One of several classes, as a number from 0."""

    classes: int


def lower(written: Classification, facts: Facts) -> tuple[Classes, Objective]:
    """Training minimizes the cross-entropy."""
    assert facts.classes is not None, "a rule has seen to it"
    target = Classes(
        template="classes",
        column=Column("label", (), "int32", f"0 to {facts.classes - 1}"),
        outputs=facts.classes,
        words="class logits",
        noun="classifier",
        statistics=(),
        origin="task",
        classes=facts.classes,
    )
    metrics = (Metric("loss", "cross_entropy"), Metric("accuracy", "accuracy"))
    return target, Objective("logits", metrics, "classify", "task")
