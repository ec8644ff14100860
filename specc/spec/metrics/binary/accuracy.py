"""`type: accuracy` of binary classification, as a metric."""

from typing import Literal

from specc.spec.metric import Metric


class BinaryAccuracy(Metric):
    """Share of the examples that are on the right side of a probability of 1/2."""

    type: Literal["accuracy"] = "accuracy"
