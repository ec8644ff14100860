"""`type: python` of regression, as a loss."""

from typing import Literal

from specc.spec.own import OwnLoss


class OwnNumberLoss(OwnLoss):
    """A function of your own."""

    type: Literal["python"] = "python"
