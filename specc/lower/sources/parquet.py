"""Tables in files of Apache Parquet."""

from __future__ import annotations

from specc.lower.source_context import Around
from specc.lower.table import Table, lower_table
from specc.spec.sources.parquet import Parquet


def lower(spec: Parquet, context: Around) -> Table:
    """Cells have types."""
    return lower_table(spec, context, doc="the data: a Parquet file")
