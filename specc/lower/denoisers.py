"""What networks of noisy examples and their times have in common."""

from __future__ import annotations

from specc.ir.data import Data


def summary(data: Data) -> str:
    """The first line of their docstrings."""
    shape = data.input.batch_shape
    labels = "" if data.column("condition") is None else ", with labels (n,)"
    return f"Noisy {data.input.name} {shape} at times (n,) in [0, 1]{labels} -> {shape}."
