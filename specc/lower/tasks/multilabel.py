"""Several labels that hold or do not: a logit for each."""

from __future__ import annotations

from specc.ir.column import Column
from specc.ir.data import Target
from specc.language.facts import Facts
from specc.language.tasks.multilabel import Multilabel
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings
from specc.lower.supervised import lower_supervised


def lower(spec: Multilabel, facts: Facts, settings: Settings) -> LoweredTask:
    """Predicts each label independently: it is set where its logit is positive."""
    assert facts.targets is not None, "a rule has seen to it"
    target = Target(
        kind="zero_one",
        column=Column("target", (facts.targets,), "int32", "0 or 1", "target"),
        outputs=facts.targets,
        words="a logit per label",
        noun="classifier",
        statistics=(),
        origin="task",
    )
    loss = lower_supervised(
        spec,
        settings,
        columns=(input_name(facts), target.column.name),
        outputs="logits",
        verb="label",
        holdout_check="labels",
    )
    return LoweredTask(target, (loss,))
