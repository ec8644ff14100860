"""`type: linear`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree
from specc.language.schedules.linear import Linear
from specc.lower import segments
from specc.lower.schedule_context import ScheduleContext


def lower(spec: Linear, context: ScheduleContext) -> ScheduleTree:
    """By optax's straight line."""
    start = context.start(spec)
    end = context.end(spec, start.peak)
    steps, where = context.decay(spec, start, end.words)
    words = f"a straight line {where}"
    return context.with_warmup(
        start,
        segments.linear(
            start.peak, end.rate, steps, label="linear", words=words, origin=context.origin
        ),
    )
