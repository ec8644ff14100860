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
    """One or several numeric targets per example."""

    type: Literal["regression"] = "regression"
    loss: AnyLoss = Field(SquaredError(), description="The loss to minimize.")
    metrics: Annotated[tuple[AnyMetric, ...], Field(strict=False)] = Field(
        (MeanAbsoluteError(),), description="Metrics to report beside the loss."
    )
    standardize: bool = Field(
        True,
        description="Train on standardized targets. Metrics are still in the units of the data; "
        "the loss is not.",
    )

    needs: ClassVar = "numbers to predict"

    def outputs(self, facts: Facts) -> int | None:
        """One per target, or two if the loss also needs a log-variance."""
        if facts.targets is None:
            return None
        return 2 * facts.targets if self.loss.spread else facts.targets
