"""The rows that a column of the table names."""

from __future__ import annotations

from specc.ir.data import Holdout
from specc.spec.splits.column import Column


def lower(written: Column, rows: int, seed: int) -> Holdout:
    """Nothing is drawn: the source says which rows they are, and their number is checked."""
    return Holdout("column", rows, "hold out more", "data.holdout")
