"""Rows that the spec gives."""

from __future__ import annotations

from specc.ir.splits.rows import RowsHoldout
from specc.language.splits.rows import RowSplit


def lower(spec: RowSplit, seed: int) -> RowsHoldout:
    """Nothing is drawn."""
    return RowsHoldout("rows", "data.holdout", tuple(rows.ranges for rows in spec.ranges))
