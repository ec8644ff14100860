"""`type: python` of multilabel, as a metric."""

from typing import Literal

from specc.spec.user_functions import OwnMetric


class OwnLabelsMetric(OwnMetric):
    """A function of your own."""

    type: Literal["python"] = "python"
