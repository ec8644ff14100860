"""`type: python` of classification, as a metric."""

from typing import Literal

from specc.spec.own import OwnMetric


class OwnClassMetric(OwnMetric):
    """A function of your own."""

    type: Literal["python"] = "python"
