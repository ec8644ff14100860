"""`type: wsd`."""

from __future__ import annotations

from specc.ir.expr import Expr, Sub
from specc.ir.schedule import Phase, PhaseSequence, ScheduleTree, Segment
from specc.language.schedules.wsd import Wsd
from specc.lower import segments
from specc.lower.schedule_context import End, ScheduleContext, Start


def lower(spec: Wsd, context: ScheduleContext) -> ScheduleTree:
    """By optax's constant, and a fall from it at the end."""
    start = context.start(spec, tail=True)
    end = context.end(spec, start.peak)
    steps = context.last(spec.decay)
    parts = [("decay", steps)]
    if start.warmup is not None:
        parts.insert(0, ("warmup", start.warmup))
    context.require_room(*parts)
    stable = segments.constant(start.peak, origin=context.origin)
    phases = (
        Phase(stable, Sub(start.remaining_steps, steps)),
        Phase(_FALLS[spec.shape](start, end, steps, context), None),
    )
    if start.warmup is None:
        return PhaseSequence(phases, context.origin)
    warmed = context.with_warmup(start, stable)
    assert isinstance(warmed, PhaseSequence)
    return PhaseSequence((warmed.phases[0], *phases), context.origin)


def _linear(start: Start, end: End, steps: Expr, context: ScheduleContext) -> Segment:
    words = f"a straight line to {end.words} by the end of {context.name_in_prose}"
    origin = context.at("decay")
    return segments.linear(start.peak, end.rate, steps, label="decay", words=words, origin=origin)


def _cosine(start: Start, end: End, steps: Expr, context: ScheduleContext) -> Segment:
    words = f"a cosine to {end.words} by the end of {context.name_in_prose}"
    decay = ("init_value", start.peak), ("decay_steps", steps), ("alpha", end.fraction)
    origin = context.at("decay")
    return Segment(segments.optax_call("cosine_decay_schedule", *decay), "decay", words, origin)


def _sqrt(start: Start, end: End, steps: Expr, context: ScheduleContext) -> Segment:
    words = f"down by the root of the time, to {end.words} by the end of {context.name_in_prose}"
    ends = ("init_value", start.peak), ("end_value", end.rate)
    call = segments.helper_call("sqrt_decay_schedule", *ends, ("transition_steps", steps))
    helpers = ("sqrt_decay_schedule",)
    return Segment(call, "decay", words, context.at("decay"), helpers=helpers)


_FALLS = {"linear": _linear, "cosine": _cosine, "sqrt": _sqrt}
