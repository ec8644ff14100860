"""`type: cosine`."""

from __future__ import annotations

from specc.ir.expr import Add, Argument, Expr, Literal
from specc.ir.schedule import Course, Tree
from specc.lower.courses import optax
from specc.lower.stretch import Stretch
from specc.spec.schedules.cosine import Cosine

_NOTE = "from step 0: it includes the warm-up"


def lower(written: Cosine, stretch: Stretch) -> Tree:
    """By optax's cosine, with the warm-up in the same call."""
    start = stretch.start(written, inline=written.decay is None)
    end = stretch.end(written, start.peak)
    steps, where = stretch.fall(written, start, end.words)
    decay = ("init_value", start.peak), ("decay_steps", steps), ("alpha", end.share)
    call = optax("cosine_decay_schedule", *decay, origin=stretch.origin)
    course = Course(call, "cosine", f"a cosine {where}", stretch.origin)
    if start.warmup is None:
        return course
    all_of_it: Expr = stretch.steps if written.decay is None else Add(start.warmup, steps)
    joined = optax(
        "warmup_cosine_decay_schedule",
        ("init_value", Literal(0.0)),
        ("peak_value", start.peak),
        ("warmup_steps", start.warmup),
        Argument("decay_steps", all_of_it, _NOTE),
        ("end_value", end.rate),
        origin=stretch.origin,
    )
    return stretch.warmed(start, course, joined)
