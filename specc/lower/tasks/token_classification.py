"""A class for each token of a sequence."""

from __future__ import annotations

from specc.ir.tasks.classification import Classes
from specc.ir.token_rows import PaddedColumn
from specc.language.facts import Facts
from specc.language.tasks.token_classification import TokenClassification
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings
from specc.lower.supervised import lower_supervised


def lower(spec: TokenClassification, facts: Facts, settings: Settings) -> LoweredTask:
    """Predicts the class with the largest logit; losses and metrics are those of classification."""
    assert facts.classes is not None, "a rule has seen to it"
    values = f"0 to {facts.classes - 1}, padded at the end"
    target = Classes(
        kind="named",
        column=PaddedColumn("tag", facts.shape, "int32", values, "target"),
        outputs=facts.classes,
        words="class logits",
        noun="tagger",
        statistics=(),
        origin="task",
        classes=facts.classes,
    )
    loss = lower_supervised(
        spec,
        settings,
        kind="classification",
        columns=(input_name(facts), target.column.name),
        outputs="logits",
        verb="tag",
    )
    return LoweredTask(target, (loss,))
