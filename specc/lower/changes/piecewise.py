"""`type: piecewise`."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.ir.schedule import ScheduleTree
from specc.language.changes.piecewise import Piecewise
from specc.lower.schedule_context import ScheduleContext
from specc.lower.schedules.piecewise import WORDS
from specc.lower.segments import piecewise
from specc.lower.settings import literal


def lower(spec: Piecewise, context: ScheduleContext) -> ScheduleTree:
    """A part between each two of the boundaries."""
    first, *rest = spec.values
    start = context.number(context.quantity, first, f"{context.doc}, at the start", "values")
    values: list[Expr] = [start, *(literal(float(value)) for value in rest)]
    at = [context.point(boundary) for boundary in spec.boundaries]
    words = WORDS[spec.interpolate]
    return piecewise(values, at, spec.interpolate, words, context.origin)
