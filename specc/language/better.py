"""What is better of a metric: less of it, or more."""

from collections.abc import Mapping
from typing import Literal

Better = Literal["min", "max"]

Measured = Mapping[str, Better | None]
"""Metrics by name, with what is better of each; None where only people know that."""

OF_TEXT = {"character": "bits_per_character", "byte": "bits_per_byte", "token": "perplexity"}
"""What a text is measured by besides the loss, by what a token is."""
