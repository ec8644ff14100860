"""Pasted examples."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Augmentation


@dataclass(frozen=True)
class Cutmix(Augmentation):
    """The parameter of the beta distribution."""

    alpha: float
