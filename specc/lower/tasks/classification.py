"""Classification: a logit for each class."""

from __future__ import annotations

from specc.ir.column import Column
from specc.ir.tasks.classification import Classes
from specc.language.facts import Facts
from specc.language.tasks.classification import Classification
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings
from specc.lower.supervised import balance, lower_supervised


def lower(spec: Classification, facts: Facts, settings: Settings) -> LoweredTask:
    """Predicts the class with the largest logit."""
    assert facts.classes is not None, "a rule has seen to it"
    target = Classes(
        kind="classes" if facts.class_names is None else "named",
        column=Column("label", (), "int32", f"0 to {facts.classes - 1}", "target"),
        outputs=facts.classes,
        words="class logits",
        noun="classifier",
        statistics=(),
        origin="task",
        classes=facts.classes,
        balance=balance(spec.loss, facts.classes),
        label_storage=facts.labels or (),
    )
    loss = lower_supervised(
        spec,
        settings,
        columns=(input_name(facts), target.column.name),
        outputs="logits",
        verb="classify",
        holdout_check="classes",
    )
    return LoweredTask(target, (loss,))
