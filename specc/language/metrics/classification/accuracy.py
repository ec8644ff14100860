"""`type: accuracy` of classification, as a metric."""

from typing import Literal

from specc.language.metric import Metric


class Accuracy(Metric):
    """Share of the examples whose label has the largest logit."""

    type: Literal["accuracy"] = "accuracy"
