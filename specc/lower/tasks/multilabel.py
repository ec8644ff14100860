"""Several labels that hold or do not: a logit for each."""

from __future__ import annotations

from specc.ir.data import Column, Target
from specc.ir.objective import Objective
from specc.language.facts import Facts
from specc.language.tasks.multilabel import Multilabel
from specc.lower.objective import lower_objective
from specc.lower.settings import Settings


def lower(spec: Multilabel, facts: Facts, settings: Settings) -> tuple[Target, Objective]:
    """Predicts each label independently: it is set where its logit is positive."""
    assert facts.targets is not None, "a rule has seen to it"
    target = Target(
        kind="zero_one",
        column=Column("target", (facts.targets,), "int32", "0 or 1"),
        outputs=facts.targets,
        words="a logit per label",
        noun="classifier",
        statistics=(),
        origin="task",
    )
    return target, lower_objective(
        spec, settings, outputs="logits", verb="label", holdout_check="labels"
    )
