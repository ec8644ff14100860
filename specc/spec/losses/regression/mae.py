"""`type: mae` as a loss."""

from typing import Literal

from specc.spec.loss import Loss


class AbsoluteError(Loss):
    """The size of the error, averaged over the numbers to predict: it aims at the median."""

    type: Literal["mae"] = "mae"
