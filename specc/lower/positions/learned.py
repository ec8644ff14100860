"""Learned positions."""

from __future__ import annotations

from specc.ir.positions.learned import Learned
from specc.language.positions.learned import Learned as SpecBlock
from specc.lower.settings import Settings


def lower(spec: SpecBlock, settings: Settings) -> Learned:
    """Nothing is to be chosen."""
    return Learned(words="learned positions")
