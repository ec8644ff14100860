"""`type: r2` of regression, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class R2(Metric):
    """Share of the variance that is explained, averaged over the numbers to predict."""

    type: Literal["r2"] = "r2"

    of_set: ClassVar = True
    helpers: ClassVar = ("r2",)
    least: ClassVar = 2
