"""Tables in files of Apache Parquet."""

from __future__ import annotations

from specc.lower.around import Around
from specc.lower.table import Table, lower_table
from specc.spec.sources.parquet import Parquet


def lower(written: Parquet, around: Around) -> Table:
    """Cells have types."""
    return lower_table(written, around, doc="the data: a Parquet file")
