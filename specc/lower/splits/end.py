"""The end of a sequence."""

from __future__ import annotations

from specc.ir.splits.end import EndHoldout
from specc.language.splits.end import End


def lower(spec: End, seed: int) -> EndHoldout:
    """Nothing is drawn."""
    return EndHoldout("end", "data.holdout")
