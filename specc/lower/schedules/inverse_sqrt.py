"""`type: inverse_sqrt`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree, Segment
from specc.language.schedules.inverse_sqrt import InverseSqrt
from specc.lower.schedule_context import ScheduleContext
from specc.lower.segments import helper_call
from specc.lower.settings import DurationNames

_TIMESCALE = DurationNames(
    "timescale", "timescale_steps", "learning", "{unit} in which the rate falls by the root of 2"
)


def lower(spec: InverseSqrt, context: ScheduleContext) -> ScheduleTree:
    """The inverse root: optax has none."""
    start = context.start(spec)
    end = context.end(spec, start.peak)
    timescale = start.warmup
    if spec.timescale is not None:
        timescale = context.duration_setting(_TIMESCALE, spec.timescale, "timescale")
    assert timescale is not None, "a rule has seen to it"
    call = helper_call(
        "inverse_sqrt_schedule",
        ("init_value", start.peak),
        ("end_value", end.rate),
        ("timescale", timescale),
        origin=context.origin,
    )
    words = "by the inverse root of the steps"
    helpers = ("inverse_sqrt_schedule",)
    return context.with_warmup(
        start, Segment(call, "inverse root", words, context.origin, "", helpers)
    )
