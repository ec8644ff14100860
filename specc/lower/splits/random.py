"""Examples drawn at random."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Holdout
from specc.language.splits.random import Random


@dataclass(frozen=True)
class RandomHoldout(Holdout):
    """Examples that are drawn from `seed`."""

    seed: int


def lower(spec: Random, seed: int) -> RandomHoldout:
    """The first ones of a permutation."""
    return RandomHoldout("random", "data.holdout", seed)
