"""Features with mean 0 and variance 1."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Normalization


@dataclass(frozen=True)
class Standardize(Normalization):
    """Features by their statistics.

    Attributes:
        numbers: how many of them are numbers, if the others are 0 or 1 and stay that.
    """

    numbers: int | None
