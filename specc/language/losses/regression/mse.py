"""`type: mse`."""

from typing import Literal

from specc.language.loss import Loss


class SquaredError(Loss):
    """Squared error, averaged over the targets."""

    type: Literal["mse"] = "mse"
