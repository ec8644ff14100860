"""`type: mse`."""

from typing import Literal

from specc.spec.loss import Loss


class SquaredError(Loss):
    """Squared error, averaged over the targets."""

    type: Literal["mse"] = "mse"
