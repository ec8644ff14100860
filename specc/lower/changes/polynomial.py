"""`type: polynomial`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree
from specc.language.changes.polynomial import Polynomial
from specc.lower import segments
from specc.lower.ramp import ends
from specc.lower.schedule_context import ScheduleContext


def lower(spec: Polynomial, context: ScheduleContext) -> ScheduleTree:
    """By optax's polynomial, or one like it."""
    first, last, steps, where = ends(spec, context)
    words = f"by a power of what is left {where}"
    return segments.polynomial(
        first, last, spec.power, steps, words=words, origin=context.origin, standalone_words=words
    )
