"""`type: cosine`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree
from specc.language.changes.cosine import Cosine
from specc.lower import segments
from specc.lower.ramp import ends
from specc.lower.schedule_context import ScheduleContext


def lower(spec: Cosine, context: ScheduleContext) -> ScheduleTree:
    """Half a cosine, between any two numbers."""
    first, last, steps, where = ends(spec, context)
    words = f"half a cosine {where}"
    return segments.half_cosine(
        first,
        last,
        steps,
        label="cosine",
        words=words,
        origin=context.origin,
        standalone_words=words,
    )
