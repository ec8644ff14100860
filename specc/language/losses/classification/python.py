"""`type: python` of classification, as a loss."""

from typing import Literal

from specc.language.user_functions import OwnLoss


class OwnClassLoss(OwnLoss):
    """A user function."""

    type: Literal["python"] = "python"
