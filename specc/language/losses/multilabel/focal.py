"""`type: focal` of multilabel classification."""

from typing import Literal

from specc.language.change import ScheduledFocus
from specc.language.loss import Loss


class LabelsFocal(Loss):
    """Cross-entropy times (1 - p)^gamma of each label, averaged over them (Lin et al. 2017)."""

    type: Literal["focal"] = "focal"
    gamma: ScheduledFocus = 2.0
