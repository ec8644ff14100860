"""`type: confusion_matrix` of binary classification, as a metric."""

from typing import ClassVar, Literal

from specc.spec.metric import Metric


class BinaryConfusionMatrix(Metric):
    """Examples of each class (row) by the class that they are given (column)."""

    type: Literal["confusion_matrix"] = "confusion_matrix"

    of_set: ClassVar = True
    matrix: ClassVar = True
    helpers: ClassVar = ("confusion_matrix",)
