"""`type: regression`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.spec.facts import Facts
from specc.spec.family import Family, by_type
from specc.spec.losses.regression.mse import SquaredError
from specc.spec.metrics.regression.mae import MeanAbsoluteError
from specc.spec.task import Task

AnyLoss = Annotated[Any, Family("specc.spec.losses.regression", "loss", shorthand=by_type)]
AnyMetric = Annotated[Any, Family("specc.spec.metrics.regression", "metric", shorthand=by_type)]


class Regression(Task):
    """One or several numbers per example."""

    type: Literal["regression"] = "regression"
    loss: AnyLoss = Field(SquaredError(), description="What training minimizes.")
    metrics: Annotated[tuple[AnyMetric, ...], Field(strict=False)] = Field(
        (MeanAbsoluteError(),), description="What is measured beside the loss."
    )
    standardize: bool = Field(
        True,
        description="Whether the model predicts targets with mean 0 and variance 1. Metrics are in "
        "the units of the data all the same; the loss is not.",
    )

    needs: ClassVar = "numbers to predict"

    def outputs(self, facts: Facts) -> int | None:
        """One per number to predict, or two if the loss has it that the model gives its spread."""
        if facts.targets is None:
            return None
        return 2 * facts.targets if self.loss.spread else facts.targets
