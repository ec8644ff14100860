"""`type: hinge` of classification."""

from typing import Literal

from specc.spec.loss import WeightedLoss


class Hinge(WeightedLoss):
    """How far the label's score is from exceeding all others by 1 (Crammer & Singer 2001)."""

    type: Literal["hinge"] = "hinge"
