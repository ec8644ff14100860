"""Rotary positions."""

from __future__ import annotations

import math

from specc.ir.positions.rotary import Rotary
from specc.ir.rotary_scaling import RotaryScaling
from specc.ir.settings import Bounds, Field
from specc.language.positions.rotary import Rotary as SpecBlock
from specc.lower.dispatch import lowering
from specc.lower.settings import Settings


def lower(spec: SpecBlock, settings: Settings) -> Rotary:
    """The base is a setting."""
    bounds = Bounds(1, math.inf, low_open=True, high_open=True)
    doc, origin = "base of the frequencies of rotary positions", "model.positions.base"
    settings.add(Field("rope_base", "float", spec.base, doc, "model", bounds, origin))
    scaling = lowering(spec.scaling)(spec.scaling, settings) if spec.scaling else RotaryScaling()
    return Rotary(words="rotary positions", scaling=scaling)
