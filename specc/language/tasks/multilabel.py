"""`type: multilabel`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.losses.multilabel.cross_entropy import LabelsCrossEntropy
from specc.language.metrics.multilabel.accuracy import LabelsAccuracy
from specc.language.task import Task

AnyLoss = Annotated[Any, Family("specc.language.losses.multilabel", "loss", shorthand=by_type)]
AnyMetric = Annotated[Any, Family("specc.language.metrics.multilabel", "metric", shorthand=by_type)]


class Multilabel(Task):
    """Several binary labels per example."""

    type: Literal["multilabel"] = "multilabel"
    loss: AnyLoss = Field(LabelsCrossEntropy(), description="The loss to minimize.")
    metrics: Annotated[tuple[AnyMetric, ...], Field(strict=False)] = Field(
        (LabelsAccuracy(),), description="Metrics to report beside the loss."
    )

    needs: ClassVar = "labels to predict"

    def outputs(self, facts: Facts) -> int | None:
        """One logit per label."""
        return facts.targets
