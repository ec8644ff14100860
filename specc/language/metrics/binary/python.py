"""`type: python` of binary, as a metric."""

from typing import Literal

from specc.language.user_functions import OwnMetric


class OwnBinaryMetric(OwnMetric):
    """A user function."""

    type: Literal["python"] = "python"
