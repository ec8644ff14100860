"""The frequencies of Llama 3.1."""

from __future__ import annotations

from specc.ir.rotary_scalings.llama3 import Frequencies, Llama3, Number
from specc.language.rotary_scalings.llama3 import Llama3 as SpecBlock
from specc.lower.settings import Settings

_ORIGIN = "model.positions.scaling"


def lower(spec: SpecBlock, _: Settings) -> Llama3:
    """Its numbers belong to a model that was trained, and are constants."""
    frequencies = Frequencies(
        factor=_short(spec.factor),
        context=spec.original_context,
        low=_short(spec.low_frequency),
        high=_short(spec.high_frequency),
        origin=_ORIGIN,
    )
    return Llama3(frequencies=frequencies, origin=_ORIGIN)


def _short(number: float) -> Number:
    """A whole number without a point."""
    return int(number) if number.is_integer() else number
