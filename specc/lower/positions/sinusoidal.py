"""Sines and cosines of positions."""

from __future__ import annotations

from specc.ir.positions.sinusoidal import Sinusoidal
from specc.language.positions.sinusoidal import Sinusoidal as SpecBlock
from specc.lower.settings import Settings


def lower(spec: SpecBlock, settings: Settings) -> Sinusoidal:
    """Nothing is to be chosen."""
    return Sinusoidal(words="sinusoidal positions")
