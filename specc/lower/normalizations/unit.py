"""Inputs in [0, 1]."""

from __future__ import annotations

import math

from specc.ir.data import Normalization
from specc.ir.normalizations.unit import DivideBy
from specc.language.facts import Facts
from specc.language.normalizations.unit import Unit


def lower(spec: Unit, facts: Facts) -> Normalization:
    """The divisor is the largest value in the data; a rule forbids negative ones."""
    numbers = math.prod(facts.shape) - facts.indicators if facts.indicators else None
    if numbers == 0:
        return Normalization("none", "one-hot", (), "data.normalize", span=(0, 1))
    high = facts.high
    divisor = int(high) if high.is_integer() else high
    in_step = facts.dtype == "uint8"
    return DivideBy(
        "unit", "in [0, 1]", (), "data.normalize", divisor, numbers, in_step=in_step, span=(0, 1)
    )
