"""Tables in files of Apache Parquet."""

from __future__ import annotations

from specc.ir.table import Table
from specc.language.sources.parquet import Parquet
from specc.lower.source_context import SourceContext
from specc.lower.table import lower_table


def lower(spec: Parquet, context: SourceContext) -> Table:
    """Cells have types."""
    return lower_table(spec, context, doc="the data: a Parquet file")
