"""`type: token_classification`."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from specc.language.facts import Facts
from specc.language.family import Family, by_type
from specc.language.losses.classification.cross_entropy import CrossEntropy
from specc.language.metrics.classification.accuracy import Accuracy
from specc.language.task import Task

AnyLoss = Annotated[
    Any,
    Family(
        "specc.language.losses.classification",
        "loss",
        shorthand=by_type,
        without=("hinge", "python", "sum"),
    ),
]
AnyMetric = Annotated[
    Any,
    Family(
        "specc.language.metrics.classification",
        "metric",
        shorthand=by_type,
        without=("auroc", "python", "top_k"),
    ),
]


class TokenClassification(Task):
    """One of several classes for each token of a sequence, as for parts of speech or names.

    Losses and metrics are means over all tokens: a long sequence counts more than a short one, and padding
    not at all.
    """

    type: Literal["token_classification"] = "token_classification"
    loss: AnyLoss = Field(CrossEntropy(), description="The loss to minimize.")
    metrics: Annotated[tuple[AnyMetric, ...], Field(strict=False)] = Field(
        (Accuracy(),), description="Metrics to report beside the loss."
    )

    needs: ClassVar = "classes"
    classes: ClassVar = True
    per_token: ClassVar = True

    def outputs(self, facts: Facts) -> int | None:
        """One logit per class."""
        return facts.classes
