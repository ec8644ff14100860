"""`type: mse`."""

from typing import Literal

from specc.spec.loss import Loss


class SquaredError(Loss):
    """The square of the error, averaged over the numbers to predict."""

    type: Literal["mse"] = "mse"
