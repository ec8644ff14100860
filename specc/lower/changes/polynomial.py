"""`type: polynomial`."""

from __future__ import annotations

from specc.ir.schedule import Tree
from specc.lower import courses
from specc.lower.ramp import ends
from specc.lower.stretch import Stretch
from specc.spec.changes.polynomial import Polynomial


def lower(written: Polynomial, stretch: Stretch) -> Tree:
    """By optax's polynomial, or one like it."""
    first, last, steps, where = ends(written, stretch)
    words = f"by a power of what is left {where}"
    return courses.power(
        first, last, written.power, steps, words=words, origin=stretch.origin, alone=words
    )
