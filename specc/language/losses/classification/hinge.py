"""`type: hinge` of classification."""

from typing import Literal

from specc.language.loss import WeightedLoss


class Hinge(WeightedLoss):
    """Multiclass hinge loss: margin of the label's logit over all others (Crammer & Singer 2001)."""

    type: Literal["hinge"] = "hinge"
