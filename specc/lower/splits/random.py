"""Examples drawn at random."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Holdout
from specc.spec.splits.random import Random


@dataclasses.dataclass(frozen=True, slots=True)
class RandomHoldout(Holdout):
    """Examples that are drawn from `seed`."""

    seed: int


def lower(spec: Random, seed: int) -> RandomHoldout:
    """The first ones of a permutation."""
    return RandomHoldout("random", "data.holdout", seed)
