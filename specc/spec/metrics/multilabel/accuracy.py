"""`type: accuracy` of multilabel classification, as a metric."""

from typing import Literal

from specc.spec.metric import Metric


class LabelsAccuracy(Metric):
    """Share of the labels that are on the right side of a probability of 1/2."""

    type: Literal["accuracy"] = "accuracy"
