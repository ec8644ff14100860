"""`type: constant`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree
from specc.language.schedules.constant import Constant
from specc.lower import segments
from specc.lower.schedule_context import ScheduleContext


def lower(spec: Constant, context: ScheduleContext) -> ScheduleTree:
    """By optax's constant."""
    start = context.start(spec, doc="constant")
    return context.with_warmup(start, segments.constant(start.peak, origin=context.origin))
