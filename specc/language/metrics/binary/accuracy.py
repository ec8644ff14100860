"""`type: accuracy` of binary classification, as a metric."""

from typing import Literal

from specc.language.metric import Metric


class BinaryAccuracy(Metric):
    """Fraction of examples classified correctly at a threshold of 1/2."""

    type: Literal["accuracy"] = "accuracy"
