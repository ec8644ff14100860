"""`type: cross_entropy` of multilabel classification."""

from typing import Literal

from specc.language.loss import Loss


class LabelsCrossEntropy(Loss):
    """Negative log-probability of each label, by sigmoid, averaged over the labels."""

    type: Literal["cross_entropy"] = "cross_entropy"
