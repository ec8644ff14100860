"""Tables as text."""

from __future__ import annotations

from specc.ir.table import Table
from specc.language.sources.csv import Csv
from specc.lower.source_context import SourceContext
from specc.lower.table import lower_table


def lower(spec: Csv, context: SourceContext) -> Table:
    """Cells are text until pandas has looked at them."""
    delimiter = None if spec.delimiter == "," else spec.delimiter
    return lower_table(spec, context, doc="the data: a CSV file", delimiter=delimiter)
