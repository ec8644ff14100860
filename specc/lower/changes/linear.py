"""`type: linear`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree
from specc.language.changes.linear import Linear
from specc.lower import segments
from specc.lower.ramp import ends
from specc.lower.schedule_context import ScheduleContext


def lower(spec: Linear, context: ScheduleContext) -> ScheduleTree:
    """By optax's straight line."""
    first, last, steps, where = ends(spec, context)
    words = f"a straight line {where}"
    return segments.linear(
        first,
        last,
        steps,
        label="linear",
        words=words,
        origin=context.origin,
        standalone_words=words,
    )
