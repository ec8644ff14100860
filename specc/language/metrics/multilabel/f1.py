"""`type: f1` of multilabel classification, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class LabelsF1(Metric):
    """Harmonic mean of precision and recall of each label, averaged over the labels."""

    type: Literal["f1"] = "f1"

    of_set: ClassVar = True
    helpers: ClassVar = ("f1_of_labels",)
