"""`type: python` of multilabel, as a metric."""

from typing import Literal

from specc.language.user_functions import OwnMetric


class OwnLabelsMetric(OwnMetric):
    """A user function."""

    type: Literal["python"] = "python"
