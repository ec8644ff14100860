"""The rows that a column of the table names."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Holdout


@dataclass(frozen=True)
class ColumnHoldout(Holdout):
    """Rows by a column of the table; `values` are those of the sets, in their order."""

    values: tuple[str, ...]
