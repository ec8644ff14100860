"""`type: linear`."""

from __future__ import annotations

from specc.ir.schedule import Tree
from specc.lower import courses
from specc.lower.ramp import ends
from specc.lower.stretch import Stretch
from specc.spec.changes.linear import Linear


def lower(written: Linear, stretch: Stretch) -> Tree:
    """By optax's straight line."""
    first, last, steps, where = ends(written, stretch)
    words = f"a straight line {where}"
    return courses.line(
        first, last, steps, label="linear", words=words, origin=stretch.origin, alone=words
    )
