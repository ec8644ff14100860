"""Rules about binary tasks."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.tasks.binary import Binary
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_TASK = ("task",)


@rule("T101", "a binary task on more than two classes")
def binary_has_classes(resolved: Resolved) -> Iterator[Found]:
    """A binary task has one logit, which separates class 1 from class 0.

    The trainer would stop at labels from 2 on. `classification` has a logit per class, and also
    works with two.
    """
    classes = resolved.facts.classes
    if isinstance(resolved.spec.task, Binary) and classes is not None and classes > 2:
        label = f"labels run from 0 to {classes - 1:,}"
        yield Found(_TASK, label, (), Fix(_TASK, "classification"))
