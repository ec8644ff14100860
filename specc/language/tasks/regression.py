"""`type: regression`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.losses.regression.mse import SquaredError
from specc.language.metrics.regression.mae import MeanAbsoluteError
from specc.language.task import Task

AnyLoss = Annotated[Any, Family("specc.language.losses.regression", "loss", shorthand=by_type)]
AnyMetric = Annotated[Any, Family("specc.language.metrics.regression", "metric", shorthand=by_type)]


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
