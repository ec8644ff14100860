"""The rows that a column of the table names."""

from __future__ import annotations

from specc.ir.splits.column import ColumnHoldout
from specc.language.splits.column import Column


def lower(spec: Column, seed: int) -> ColumnHoldout:
    """Nothing is drawn: the source says which rows they are, and their number is checked."""
    return ColumnHoldout("column", "data.holdout", spec.values)
