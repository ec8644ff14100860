"""`type: auroc` of binary classification, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class BinaryAuroc(Metric):
    """Area under the ROC curve."""

    type: Literal["auroc"] = "auroc"

    of_set: ClassVar = True
    helpers: ClassVar = ("auroc",)
    contrasts: ClassVar = True
