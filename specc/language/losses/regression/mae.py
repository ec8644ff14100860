"""`type: mae` as a loss."""

from typing import Literal

from specc.language.loss import Loss


class AbsoluteError(Loss):
    """Absolute error, averaged over the targets."""

    type: Literal["mae"] = "mae"
