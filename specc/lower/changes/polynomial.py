"""`type: polynomial`."""

from __future__ import annotations

from specc.ir.schedule import Course, Tree
from specc.lower.courses import optax
from specc.lower.ramp import ends
from specc.lower.settings import literal
from specc.lower.stretch import Stretch
from specc.spec.changes.polynomial import Polynomial


def lower(written: Polynomial, stretch: Stretch) -> Tree:
    """By optax's polynomial."""
    first, last, steps, where = ends(written, stretch)
    call = optax(
        "polynomial_schedule",
        ("init_value", first),
        ("end_value", last),
        ("power", literal(written.power)),
        ("transition_steps", steps),
        origin=stretch.origin,
    )
    words = f"by a power of what is left {where}"
    return Course(call, "polynomial", words, stretch.origin, words)
