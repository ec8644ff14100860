"""`type: exponential`."""

from __future__ import annotations

from specc.ir.expr import Div
from specc.ir.schedule import ScheduleTree, Segment
from specc.language.changes.exponential import Exponential
from specc.lower.ramp import ends
from specc.lower.schedule_context import ScheduleContext
from specc.lower.segments import optax_call


def lower(spec: Exponential, context: ScheduleContext) -> ScheduleTree:
    """By optax's exponential decay, which may also be growth."""
    first, last, steps, where = ends(spec, context)
    call = optax_call(
        "exponential_decay",
        ("init_value", first),
        ("transition_steps", steps),
        ("decay_rate", Div(last, first)),
        ("end_value", last),
        origin=context.origin,
    )
    words = f"by the same factor in equal times {where}"
    return Segment(call, "exponential", words, context.origin, words)
