"""`type: classification`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.losses.classification.cross_entropy import CrossEntropy
from specc.language.metrics.classification.accuracy import Accuracy
from specc.language.task import Task

AnyLoss = Annotated[Any, Family("specc.language.losses.classification", "loss", shorthand=by_type)]
AnyMetric = Annotated[
    Any, Family("specc.language.metrics.classification", "metric", shorthand=by_type)
]


class Classification(Task):
    """One of several classes per example."""

    type: Literal["classification"] = "classification"
    loss: AnyLoss = Field(CrossEntropy(), description="The loss to minimize.")
    metrics: Annotated[tuple[AnyMetric, ...], Field(strict=False)] = Field(
        (Accuracy(),), description="Metrics to report beside the loss."
    )

    needs: ClassVar = "classes"
    classes: ClassVar = True

    def outputs(self, facts: Facts) -> int | None:
        """One logit per class."""
        return facts.classes
