"""The rows that a column of the table names."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Holdout
from specc.language.splits.column import Column


@dataclass(frozen=True)
class ColumnHoldout(Holdout):
    """Rows by a column of the table; `values` are those of the sets, in their order."""

    values: tuple[str, ...]


def lower(spec: Column, seed: int) -> ColumnHoldout:
    """Nothing is drawn: the source says which rows they are, and their number is checked."""
    return ColumnHoldout("column", "data.holdout", spec.values)
