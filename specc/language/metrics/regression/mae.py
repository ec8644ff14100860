"""`type: mae` of regression, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class MeanAbsoluteError(Metric):
    """Mean size of the error, in units of the data."""

    type: Literal["mae"] = "mae"

    better: ClassVar = "min"
    in_units: ClassVar = True
