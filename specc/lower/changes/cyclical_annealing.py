"""`type: cyclical_annealing`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree, Segment
from specc.language.changes.cyclical_annealing import CyclicalAnnealing
from specc.lower.ramp import numbers
from specc.lower.schedule_context import ScheduleContext
from specc.lower.segments import helper_call
from specc.lower.settings import literal, steps_of


def lower(spec: CyclicalAnnealing, context: ScheduleContext) -> ScheduleTree:
    """Ramps that start over: optax has none."""
    first, last = numbers(spec.start, spec.end, context)
    name = "cyclical_annealing_schedule"
    values = (
        ("init_value", first),
        ("end_value", last),
        ("period", steps_of(spec.period)),
        ("proportion", literal(spec.proportion)),
    )
    call = helper_call(name, *values, origin=context.origin)
    words = f"a straight line to `{context.quantity}_end`, where it stays, over and over"
    return Segment(call, "cyclical annealing", words, context.origin, words, helpers=(name,))
