"""Tables as text."""

from __future__ import annotations

from specc.lower.around import Around
from specc.lower.table import Table, lower_table
from specc.spec.sources.csv import Csv


def lower(written: Csv, around: Around) -> Table:
    """Cells are text until pandas has looked at them."""
    delimiter = None if written.delimiter == "," else written.delimiter
    return lower_table(written, around, doc="the data: a CSV file", delimiter=delimiter)
