"""`type: exponential`."""

from __future__ import annotations

from specc.ir.expr import Div
from specc.ir.schedule import Course, Tree
from specc.lower.courses import optax
from specc.lower.ramp import ends
from specc.lower.stretch import Stretch
from specc.spec.changes.exponential import Exponential


def lower(written: Exponential, stretch: Stretch) -> Tree:
    """By optax's exponential decay, which may also be growth."""
    first, last, steps, where = ends(written, stretch)
    call = optax(
        "exponential_decay",
        ("init_value", first),
        ("transition_steps", steps),
        ("decay_rate", Div(last, first)),
        ("end_value", last),
        origin=stretch.origin,
    )
    words = f"by the same factor in equal times {where}"
    return Course(call, "exponential", words, stretch.origin, words)
