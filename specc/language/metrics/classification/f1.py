"""`type: f1` of classification, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class F1(Metric):
    """Harmonic mean of precision and recall, averaged over the classes."""

    type: Literal["f1"] = "f1"

    of_set: ClassVar = True
    helpers: ClassVar = ("confusion_matrix", "f1")
