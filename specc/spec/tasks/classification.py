"""`type: classification`."""

from typing import ClassVar, Literal

from specc.spec.facts import Facts
from specc.spec.task import Task


class Classification(Task):
    """One of several classes per example: softmax cross-entropy and accuracy."""

    type: Literal["classification"] = "classification"

    needs: ClassVar = "classes"
    classes: ClassVar = True

    def outputs(self, facts: Facts) -> int | None:
        """One logit per class."""
        return facts.classes
