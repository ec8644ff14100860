"""`type: auroc` of multilabel classification, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class LabelsAuroc(Metric):
    """Area under the ROC curve of each label, averaged over the labels."""

    type: Literal["auroc"] = "auroc"

    of_set: ClassVar = True
    helpers: ClassVar = ("auroc",)
    contrasts: ClassVar = True
