"""Two classes: one logit."""

from __future__ import annotations

from specc.ir.column import Column
from specc.ir.tasks.classification import Classes
from specc.language.facts import Facts
from specc.language.tasks.binary import Binary
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings
from specc.lower.supervised import balance, lower_supervised


def lower(spec: Binary, facts: Facts, settings: Settings) -> LoweredTask:
    """Predicts class 1 where the logit is positive."""
    target = Classes(
        kind="zero_one",
        column=Column("label", (), "int32", "0 or 1", "target"),
        outputs=1,
        words="logit of class 1",
        noun="classifier",
        statistics=(),
        origin="task",
        classes=2,
        balance=balance(spec.loss, 2),
        label_storage=facts.labels or (),
    )
    loss = lower_supervised(
        spec,
        settings,
        columns=(input_name(facts), target.column.name),
        outputs="logits",
        verb="classify",
        estimate="logit",
        output_split="logit",
        eval_output_split="logit_of_set",
        holdout_check="classes",
    )
    return LoweredTask(target, (loss,))
