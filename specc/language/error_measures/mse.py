"""`type: mse`."""

from typing import Literal

from specc.language.error_measure import ErrorMeasure


class Mse(ErrorMeasure):
    """The squared error."""

    type: Literal["mse"] = "mse"
