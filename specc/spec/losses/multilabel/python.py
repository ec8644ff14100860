"""`type: python` of multilabel, as a loss."""

from typing import Literal

from specc.spec.user_functions import OwnLoss


class OwnLabelsLoss(OwnLoss):
    """A function of your own."""

    type: Literal["python"] = "python"
