"""`type: python` of binary, as a loss."""

from typing import Literal

from specc.language.user_functions import OwnLoss


class OwnBinaryLoss(OwnLoss):
    """A user function."""

    type: Literal["python"] = "python"
