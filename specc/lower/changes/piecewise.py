"""`type: piecewise`."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.ir.schedule import Tree
from specc.lower.courses import points
from specc.lower.schedules.piecewise import WORDS
from specc.lower.settings import literal
from specc.lower.stretch import Stretch
from specc.spec.changes.piecewise import Piecewise


def lower(written: Piecewise, stretch: Stretch) -> Tree:
    """A part between each two of the boundaries."""
    first, *rest = written.values
    start = stretch.number(stretch.quantity, first, f"{stretch.doc}, at first", "values")
    values: list[Expr] = [start, *(literal(float(value)) for value in rest)]
    at = [stretch.point(boundary) for boundary in written.boundaries]
    words = WORDS[written.interpolate]
    return points(values, at, written.interpolate, words, stretch.origin)
