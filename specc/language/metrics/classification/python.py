"""`type: python` of classification, as a metric."""

from typing import Literal

from specc.language.user_functions import OwnMetric


class OwnClassMetric(OwnMetric):
    """A user function."""

    type: Literal["python"] = "python"
