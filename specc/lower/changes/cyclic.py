"""`type: cyclic`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree, Segment
from specc.language.changes.cyclic import Cyclic
from specc.lower.ramp import numbers
from specc.lower.schedule_context import ScheduleContext
from specc.lower.segments import triangles
from specc.lower.settings import steps_of


def lower(spec: Cyclic, context: ScheduleContext) -> ScheduleTree:
    """Triangles: optax has none."""
    first, last = numbers(spec.start, spec.end, context)
    period = steps_of(spec.period)
    call = triangles("triangular", first, last, period, origin=context.origin)
    words = "there and back in straight lines, over and over"
    helpers = ("triangular_schedule",)
    return Segment(call, "triangles", words, context.origin, words, helpers)
