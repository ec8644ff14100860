"""`type: constant`."""

from __future__ import annotations

from specc.ir.schedule import Tree
from specc.lower import courses
from specc.lower.stretch import Stretch
from specc.spec.schedules.constant import Constant


def lower(written: Constant, stretch: Stretch) -> Tree:
    """By optax's constant."""
    start = stretch.start(written, doc="constant")
    return stretch.warmed(start, courses.constant(start.peak, origin=stretch.origin))
