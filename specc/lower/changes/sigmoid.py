"""`type: sigmoid`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree
from specc.language.changes.sigmoid import Sigmoid
from specc.lower import segments
from specc.lower.ramp import ends
from specc.lower.schedule_context import ScheduleContext


def lower(spec: Sigmoid, context: ScheduleContext) -> ScheduleTree:
    """A logistic curve: optax has none."""
    first, last, steps, where = ends(spec, context)
    words = f"a logistic curve {where}"
    return segments.sigmoid(first, last, steps, spec.steepness, words=words, origin=context.origin)
