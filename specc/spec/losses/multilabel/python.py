"""`type: python` of multilabel, as a loss."""

from typing import Literal

from specc.spec.own import OwnLoss


class OwnLabelsLoss(OwnLoss):
    """A function of your own."""

    type: Literal["python"] = "python"
