"""`type: python` of regression, as a loss."""

from typing import Literal

from specc.language.user_functions import OwnLoss


class OwnNumberLoss(OwnLoss):
    """A user function."""

    type: Literal["python"] = "python"
