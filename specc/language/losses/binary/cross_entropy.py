"""`type: cross_entropy` of binary classification."""

from typing import Literal

from specc.language.loss import WeightedLoss


class BinaryCrossEntropy(WeightedLoss):
    """Negative log-probability of the label, by sigmoid."""

    type: Literal["cross_entropy"] = "cross_entropy"
