"""Inputs as they are."""

from __future__ import annotations

from specc.ir.data import Normalization
from specc.spec.facts import Facts
from specc.spec.normalizations.none import NoNormalization


def lower(spec: NoNormalization, facts: Facts) -> Normalization:
    """Nothing but the dtype changes."""
    return Normalization("none", f"{facts.low:g} to {facts.high:g}", (), "data.normalize")
