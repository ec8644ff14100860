"""Inputs as they are."""

from __future__ import annotations

from specc.ir.data import Normalization
from specc.language.facts import Facts
from specc.language.normalizations.none import NoNormalization


def lower(spec: NoNormalization, facts: Facts) -> Normalization:
    """Nothing but the dtype changes."""
    values, span = f"{facts.low:g} to {facts.high:g}", (facts.low, facts.high)
    return Normalization("none", values, (), "data.normalize", span=span)
