"""`type: cross_entropy` of classification."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.loss import WeightedLoss


class CrossEntropy(WeightedLoss):
    """Negative log-probability of the label, by softmax."""

    type: Literal["cross_entropy"] = "cross_entropy"
    label_smoothing: ScheduledProbability = Field(
        0.0,
        description="Probability mass spread over all classes, in training only (Szegedy et al. 2016).",
    )

    training_only: ClassVar = ("label_smoothing",)
