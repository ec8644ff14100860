"""`type: polynomial`."""

from __future__ import annotations

from specc.ir.schedule import Tree
from specc.lower import courses
from specc.lower.stretch import Stretch
from specc.spec.schedules.polynomial import Polynomial


def lower(written: Polynomial, stretch: Stretch) -> Tree:
    """By optax's polynomial, or one like it."""
    start = stretch.start(written)
    end = stretch.end(written, start.peak)
    steps, where = stretch.fall(written, start, end.words)
    words = f"a power of what is left, {where}"
    course = courses.power(
        start.peak, end.rate, written.power, steps, words=words, origin=stretch.origin
    )
    return stretch.warmed(start, course)
