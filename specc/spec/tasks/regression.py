"""`type: regression`."""

from typing import ClassVar, Literal

from specc.spec.facts import Facts
from specc.spec.task import Task


class Regression(Task):
    """One or several numbers per example: mean squared error, on standardized targets."""

    type: Literal["regression"] = "regression"

    needs: ClassVar = "numbers to predict"

    def outputs(self, facts: Facts) -> int | None:
        """One per number to predict."""
        return facts.targets
