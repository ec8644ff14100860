"""Features with mean 0 and variance 1."""

from __future__ import annotations

import dataclasses

from specc.fast_dataclasses import dataclass
from specc.ir.data import Normalization


@dataclass(frozen=True)
class Standardize(Normalization):
    """Features by their statistics.

    Attributes:
        numbers: how many of them are numbers, if the others are 0 or 1 and stay that.
        channels: how many channels a series has, whose statistics are over time as well; None if inputs are
            no series.
    """

    numbers: int | None
    channels: int | None = dataclasses.field(default=None, kw_only=True)
