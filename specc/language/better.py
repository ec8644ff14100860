"""What is better of a metric: less of it, or more."""

from collections.abc import Mapping
from typing import Any, Literal

Better = Literal["min", "max"]

MODE = (
    "Whether lower values of the metric are better (min) or higher ones (max); only needed where that is "
    "not known, as for a user's metric."
)
"""The description of a mode."""

Measured = Mapping[str, Better | None]
"""Metrics by name, with what is better of each; None where only people know that."""

OF_TEXT = {"character": "bits_per_character", "byte": "bits_per_byte", "token": "perplexity"}
"""What a text is measured by besides the loss, by what a token is."""


def unit_of(source: Any) -> str | None:
    """What a token of a source is; None if it has none, which another rule says where a task needs them."""
    unit: str | None = getattr(source, "unit", None)
    return unit


def of_text(source: Any) -> Measured:
    """What a text is measured by besides the loss."""
    unit = unit_of(source)
    return {} if unit is None else {OF_TEXT[unit]: "min"}
