"""`type: calibration_error` of binary classification, as a metric."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Count
from specc.language.metric import Metric


class BinaryCalibrationError(Metric):
    """Gap between confidence and accuracy, averaged over bins of confidence (Guo et al. 2017)."""

    type: Literal["calibration_error"] = "calibration_error"
    bins: Count = Field(15, description="Bins of equal width between 0 and 1.")

    better: ClassVar = "min"
    of_set: ClassVar = True
    helpers: ClassVar = ("calibration_error",)
