"""Columns of examples that are sequences of tokens."""

from __future__ import annotations

from specc.ir.column import Column


def length_column() -> Column:
    """How many tokens an example has."""
    return Column("length", (), "int32", "tokens that are not padding", "length", "data.source")
