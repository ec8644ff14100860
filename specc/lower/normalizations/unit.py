"""Inputs in [0, 1]."""

from __future__ import annotations

import dataclasses

from specc.ir.program import Normalization
from specc.spec.facts import Facts
from specc.spec.normalizations.unit import Unit


@dataclasses.dataclass(frozen=True, slots=True)
class DivideBy(Normalization):
    """Inputs are divided by the largest value that they take."""

    divisor: int | float


def lower(written: Unit, facts: Facts) -> DivideBy:
    """The divisor is the largest value in the data; a rule forbids negative ones."""
    high = facts.high
    divisor = int(high) if high.is_integer() else high
    return DivideBy("unit", "in [0, 1]", (), "data.normalize", divisor)
