"""No positions."""

from __future__ import annotations

from specc.ir.positions.none import NoPositions
from specc.language.positions.none import NoPositions as SpecBlock
from specc.lower.settings import Settings


def lower(spec: SpecBlock, settings: Settings) -> NoPositions:
    """Nothing is to be chosen."""
    return NoPositions(words="")
