"""Columns of a batch."""

from __future__ import annotations

from specc.ir.column import Column
from specc.ir.data import Normalization
from specc.ir.token_rows import PaddedColumn
from specc.language.facts import Facts


def input_name(facts: Facts) -> str:
    """What the inputs are called."""
    if facts.vocabulary is not None:
        return "token"
    if facts.series:
        return "series"
    return "image" if facts.is_image else "features"


def input_column(facts: Facts, normalization: Normalization, context: int | None) -> Column:
    """The inputs, as a step takes them; `context` is the length of sequences of tokens."""
    if context is not None:
        values = f"0 to {facts.high:g}, padded at the end"
        return PaddedColumn(input_name(facts), (context,), "int32", values, "tokens")
    if normalization.in_step:
        values = f"{facts.low:g} to {facts.high:g}"
        return Column(input_name(facts), facts.shape, "uint8", values, levels=facts.levels)
    values = normalization.values
    return Column(input_name(facts), facts.shape, "float32", values, levels=facts.levels)


def weight_column() -> Column:
    """The weights of examples."""
    return Column("weight", (), "float32", "how much it counts", "weight")
