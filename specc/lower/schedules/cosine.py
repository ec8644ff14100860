"""`type: cosine`."""

from __future__ import annotations

from specc.ir.expr import Add, Argument, Expr, Literal
from specc.ir.schedule import ScheduleTree, Segment
from specc.language.schedules.cosine import Cosine
from specc.lower.schedule_context import ScheduleContext
from specc.lower.segments import optax_call

_NOTE = "from step 0: it includes the warm-up"


def lower(spec: Cosine, context: ScheduleContext) -> ScheduleTree:
    """By optax's cosine, with the warm-up in the same call."""
    start = context.start(spec, inline=spec.decay is None)
    end = context.end(spec, start.peak)
    steps, where = context.decay(spec, start, end.words)
    decay = ("init_value", start.peak), ("decay_steps", steps), ("alpha", end.fraction)
    call = optax_call("cosine_decay_schedule", *decay, origin=context.origin)
    segment = Segment(call, "cosine", f"a cosine {where}", context.origin)
    if start.warmup is None:
        return segment
    all_of_it: Expr = context.steps if spec.decay is None else Add(start.warmup, steps)
    single_call = optax_call(
        "warmup_cosine_decay_schedule",
        ("init_value", Literal(0.0)),
        ("peak_value", start.peak),
        ("warmup_steps", start.warmup),
        Argument("decay_steps", all_of_it, _NOTE),
        ("end_value", end.rate),
        origin=context.origin,
    )
    return context.with_warmup(start, segment, single_call)
