"""Rules about multilabel tasks."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.tasks.multilabel import Multilabel
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_TASK = ("task",)


@rule("T102", "a multilabel task on single labels")
def multilabel_has_classes(resolved: Resolved) -> Iterator[Found]:
    """The targets of a multilabel task are a row of zeros and ones per example.

    These targets are one class per example. Use `classification`, or `binary` for two classes.
    """
    facts = resolved.facts
    one_of_one = facts.classes == 2 and "column" in (facts.labels or ())
    if isinstance(resolved.spec.task, Multilabel) and facts.classes is not None and not one_of_one:
        label = f"each example has one label, from 0 to {facts.classes - 1:,}"
        correct = "binary" if facts.classes == 2 else "classification"
        yield Found(_TASK, label, (), Fix(_TASK, correct))
