"""`type: polynomial`."""

from __future__ import annotations

from specc.ir.schedule import Course, Tree
from specc.lower.courses import optax
from specc.lower.settings import literal
from specc.lower.stretch import Stretch
from specc.spec.schedules.polynomial import Polynomial


def lower(written: Polynomial, stretch: Stretch) -> Tree:
    """By optax's polynomial."""
    start = stretch.start(written)
    end = stretch.end(written, start.peak)
    steps, where = stretch.fall(written, start, end.words)
    call = optax(
        "polynomial_schedule",
        ("init_value", start.peak),
        ("end_value", end.rate),
        ("power", literal(written.power)),
        ("transition_steps", steps),
        origin=stretch.origin,
    )
    words = f"a power of what is left, {where}"
    return stretch.warmed(start, Course(call, "polynomial", words, stretch.origin))
