"""`type: exponential`."""

from __future__ import annotations

from specc.ir.expr import Expr, Literal
from specc.ir.schedule import ScheduleTree, Segment
from specc.language.quantities import Duration
from specc.language.schedule import FlooredSchedule
from specc.language.schedules.exponential import Exponential
from specc.lower.schedule_context import ScheduleContext
from specc.lower.segments import optax_call
from specc.lower.settings import DurationNames, literal

_EVERY = DurationNames(
    "decay_every", "decay_interval", "learning", "{unit} in which the rate shrinks by its factor"
)


def lower(spec: Exponential, context: ScheduleContext) -> ScheduleTree:
    """By optax's exponential decay."""
    words = "at regular intervals" if spec.staircase else "in equal times, smoothly"
    return decay(spec, context, spec.every, spec.factor, words, stairs=spec.staircase)


def decay(
    spec: FlooredSchedule,
    context: ScheduleContext,
    every: Duration,
    factor: float,
    words: str,
    *,
    stairs: bool,
) -> ScheduleTree:
    """A rate that is multiplied by `factor` every so often, at once or smoothly."""
    start = context.start(spec)
    end = context.end(spec, start.peak)
    steps = context.duration_setting(_EVERY, every, "every")
    decays: list[tuple[str, Expr]] = [("transition_steps", steps), ("decay_rate", literal(factor))]
    if stairs:
        decays.append(("staircase", Literal(True)))
    if end.rate != Literal(0.0):
        decays.append(("end_value", end.rate))
        words = f"{words}, down to {end.words}"
    call = optax_call(
        "exponential_decay", ("init_value", start.peak), *decays, origin=context.origin
    )
    label = "stairs" if stairs else "exponential"
    segment = Segment(call, label, f"times {factor:g} {words}", context.origin)
    if start.warmup is None:
        return segment
    single_call = optax_call(
        "warmup_exponential_decay_schedule",
        ("init_value", Literal(0.0)),
        ("peak_value", start.peak),
        ("warmup_steps", start.warmup),
        *decays,
        origin=context.origin,
    )
    return context.with_warmup(start, segment, single_call)
