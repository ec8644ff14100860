"""Long short-term memory."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.models.lstm import LSTM
from specc.ir.recurrent import RecurrentSeries, RecurrentTokens
from specc.language.models.lstm import Lstm as SpecBlock
from specc.lower.recurrent import Words, lower_recurrent
from specc.lower.settings import Settings

_WORDS = Words("Lstm", "an LSTM", "long short-term memory", 4)


def lower(spec: SpecBlock, data: Data, settings: Settings) -> RecurrentTokens | RecurrentSeries:
    """The same as every recurrent network but for its cell."""
    return lower_recurrent(spec, LSTM, _WORDS, data, settings)
