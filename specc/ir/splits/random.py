"""Examples drawn at random."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Holdout


@dataclass(frozen=True)
class RandomHoldout(Holdout):
    """Examples that are drawn from `seed`."""

    seed: int
