"""`type: auroc` of classification, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class Auroc(Metric):
    """Area under the ROC curve of each class against the rest, averaged over the classes."""

    type: Literal["auroc"] = "auroc"

    of_set: ClassVar = True
    helpers: ClassVar = ("auroc",)
    contrasts: ClassVar = True
