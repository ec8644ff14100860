"""`type: l1`."""

from typing import Literal

from specc.language.error_measure import ErrorMeasure


class L1(ErrorMeasure):
    """The absolute error."""

    type: Literal["l1"] = "l1"
