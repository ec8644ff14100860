"""`type: polynomial`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree
from specc.language.schedules.polynomial import Polynomial
from specc.lower import segments
from specc.lower.schedule_context import ScheduleContext


def lower(spec: Polynomial, context: ScheduleContext) -> ScheduleTree:
    """By optax's polynomial, or one like it."""
    start = context.start(spec)
    end = context.end(spec, start.peak)
    steps, where = context.decay(spec, start, end.words)
    words = f"a power of what is left, {where}"
    segment = segments.polynomial(
        start.peak, end.rate, spec.power, steps, words=words, origin=context.origin
    )
    return context.with_warmup(start, segment)
