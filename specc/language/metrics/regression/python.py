"""`type: python` of regression, as a metric."""

from typing import Literal

from specc.language.user_functions import OwnMetric


class OwnNumberMetric(OwnMetric):
    """A user function."""

    type: Literal["python"] = "python"
