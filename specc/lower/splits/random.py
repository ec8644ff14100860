"""Examples drawn at random."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Holdout
from specc.spec.splits.random import Random


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn(Holdout):
    """Examples that are drawn from `seed`."""

    seed: int


def lower(written: Random, rows: int, seed: int) -> Drawn:
    """The first `rows` of a permutation."""
    return Drawn("random", rows, "hold out more, or draw another split", "data.holdout", seed)
