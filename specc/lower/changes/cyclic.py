"""`type: cyclic`."""

from __future__ import annotations

from specc.ir.schedule import Course, Tree
from specc.lower.courses import triangles
from specc.lower.ramp import numbers
from specc.lower.settings import steps_of
from specc.lower.stretch import Stretch
from specc.spec.changes.cyclic import Cyclic


def lower(written: Cyclic, stretch: Stretch) -> Tree:
    """Triangles: optax has none."""
    first, last = numbers(written.start, written.end, stretch)
    period = steps_of(written.period)
    call = triangles("triangular", first, last, period, origin=stretch.origin)
    words = "there and back in straight lines, over and over"
    helpers = ("triangular_schedule",)
    return Course(call, "triangles", words, stretch.origin, words, helpers)
