"""`type: binary`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.losses.binary.cross_entropy import BinaryCrossEntropy
from specc.language.metrics.binary.accuracy import BinaryAccuracy
from specc.language.task import Task

AnyLoss = Annotated[Any, Family("specc.language.losses.binary", "loss", shorthand=by_type)]
AnyMetric = Annotated[Any, Family("specc.language.metrics.binary", "metric", shorthand=by_type)]


class Binary(Task):
    """One of two classes per example, 0 or 1, by the probability of class 1."""

    type: Literal["binary"] = "binary"
    loss: AnyLoss = Field(BinaryCrossEntropy(), description="The loss to minimize.")
    metrics: Annotated[tuple[AnyMetric, ...], Field(strict=False)] = Field(
        (BinaryAccuracy(),), description="Metrics to report beside the loss."
    )

    needs: ClassVar = "classes"
    classes: ClassVar = True

    def outputs(self, facts: Facts) -> int | None:
        """A single logit, that of class 1."""
        return None if facts.classes is None else 1
