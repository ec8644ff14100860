"""Rows that the spec gives."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Holdout


@dataclass(frozen=True)
class RowsHoldout(Holdout):
    """Rows by number; `ranges` are first and last rows of the sets, in their order."""

    ranges: tuple[tuple[tuple[int, int], ...], ...]
