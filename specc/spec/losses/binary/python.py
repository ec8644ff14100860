"""`type: python` of binary, as a loss."""

from typing import Literal

from specc.spec.own import OwnLoss


class OwnBinaryLoss(OwnLoss):
    """A function of your own."""

    type: Literal["python"] = "python"
