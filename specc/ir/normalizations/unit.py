"""Inputs in [0, 1]."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Normalization


@dataclass(frozen=True)
class DivideBy(Normalization):
    """Inputs are divided by the largest value that they take.

    Attributes:
        numbers: how many of them are, if the others are 0 or 1 and stay that.
    """

    divisor: int | float
    numbers: int | None
