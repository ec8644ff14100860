"""`type: confusion_matrix` of classification, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class ConfusionMatrix(Metric):
    """Counts of examples by true class (rows) and predicted class (columns)."""

    type: Literal["confusion_matrix"] = "confusion_matrix"

    of_set: ClassVar = True
    matrix: ClassVar = True
    helpers: ClassVar = ("confusion_matrix",)
