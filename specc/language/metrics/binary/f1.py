"""`type: f1` of binary classification, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class BinaryF1(Metric):
    """Harmonic mean of precision and recall of class 1."""

    type: Literal["f1"] = "f1"

    of_set: ClassVar = True
    helpers: ClassVar = ("f1_of_positives",)
