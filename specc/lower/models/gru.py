"""Gated recurrent units."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.models.gru import GRU
from specc.ir.recurrent import RecurrentSeries, RecurrentTokens
from specc.language.models.gru import Gru as SpecBlock
from specc.lower.recurrent import Words, lower_recurrent
from specc.lower.settings import Settings

_WORDS = Words("Gru", "a GRU", "gated recurrent units", 3)


def lower(spec: SpecBlock, data: Data, settings: Settings) -> RecurrentTokens | RecurrentSeries:
    """The same as every recurrent network but for its cell."""
    return lower_recurrent(spec, GRU, _WORDS, data, settings)
