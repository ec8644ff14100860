"""What a network is given besides its input."""

from __future__ import annotations

from specc.ir.column import Column
from specc.ir.condition import Condition
from specc.ir.data import Data, Target
from specc.ir.tasks.classification import Classes
from specc.language.conditional import ClassConditional
from specc.language.facts import Facts


def condition_target(facts: Facts) -> Target:
    """The labels of examples, which models are given and do not predict."""
    assert facts.classes is not None, "a rule has seen to it"
    return Classes(
        kind="classes" if facts.class_names is None else "named",
        column=Column("label", (), "int32", f"0 to {facts.classes - 1}", "condition"),
        outputs=facts.classes,
        words="",
        noun="",
        statistics=(),
        origin="task.condition",
        classes=facts.classes,
        label_storage=facts.labels or (),
    )


def condition_of(spec: ClassConditional, data: Data) -> Condition | None:
    """How a model of the spec is given the labels, if it is."""
    column = data.column("condition")
    if column is None:
        return None
    assert isinstance(data.target, Classes)
    return Condition(
        name=column.name,
        classes=data.target.classes,
        how=spec.gives_class,
        origin="task.condition model.condition",
    )
