"""`type: linear`."""

from __future__ import annotations

from specc.ir.schedule import Tree
from specc.lower import courses
from specc.lower.stretch import Stretch
from specc.spec.schedules.linear import Linear


def lower(written: Linear, stretch: Stretch) -> Tree:
    """By optax's straight line."""
    start = stretch.start(written)
    end = stretch.end(written, start.peak)
    steps, where = stretch.fall(written, start, end.words)
    words = f"a straight line {where}"
    return stretch.warmed(
        start,
        courses.line(
            start.peak, end.rate, steps, label="linear", words=words, origin=stretch.origin
        ),
    )
