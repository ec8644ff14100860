"""`type: python` of multilabel, as a metric."""

from typing import Literal

from specc.spec.own import OwnMetric


class OwnLabelsMetric(OwnMetric):
    """A function of your own."""

    type: Literal["python"] = "python"
