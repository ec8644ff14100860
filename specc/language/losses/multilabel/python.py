"""`type: python` of multilabel, as a loss."""

from typing import Literal

from specc.language.user_functions import OwnLoss


class OwnLabelsLoss(OwnLoss):
    """A user function."""

    type: Literal["python"] = "python"
