"""`type: focal` of binary classification."""

from typing import Literal

from specc.language.change import ScheduledFocus
from specc.language.loss import WeightedLoss


class BinaryFocal(WeightedLoss):
    """Cross-entropy times (1 - p)^gamma, p the probability of the label (Lin et al. 2017)."""

    type: Literal["focal"] = "focal"
    gamma: ScheduledFocus = 2.0
