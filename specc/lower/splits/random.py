"""Examples drawn at random."""

from __future__ import annotations

from specc.ir.splits.random import RandomHoldout
from specc.language.splits.random import Random


def lower(spec: Random, seed: int) -> RandomHoldout:
    """The first ones of a permutation."""
    return RandomHoldout("random", "data.holdout", seed)
