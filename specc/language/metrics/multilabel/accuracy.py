"""`type: accuracy` of multilabel classification, as a metric."""

from typing import Literal

from specc.language.metric import Metric


class LabelsAccuracy(Metric):
    """Fraction of labels predicted correctly at a threshold of 1/2."""

    type: Literal["accuracy"] = "accuracy"
