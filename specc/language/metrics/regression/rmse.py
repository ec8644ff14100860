"""`type: rmse` of regression, as a metric."""

from typing import ClassVar, Literal

from specc.language.metric import Metric


class RootMeanSquaredError(Metric):
    """Root of the mean squared error, in units of the data, averaged over the numbers to predict."""

    type: Literal["rmse"] = "rmse"

    better: ClassVar = "min"
    of_set: ClassVar = True
    in_units: ClassVar = True
