"""Positions divided by a factor."""

from __future__ import annotations

from specc.ir.rotary_scalings.linear import Linear
from specc.ir.settings import Bounds, Field
from specc.language.rotary_scalings.linear import Linear as SpecBlock
from specc.lower.settings import Settings

_ORIGIN = "model.positions.scaling"


def lower(spec: SpecBlock, settings: Settings) -> Linear:
    """The factor is a setting."""
    bounds = Bounds(1, float("inf"), low_open=True, high_open=True)
    doc = "what positions are divided by"
    field = Field("rope_factor", "float", spec.factor, doc, "model", bounds, f"{_ORIGIN}.factor")
    settings.add(field)
    return Linear(origin=_ORIGIN)
