"""`type: step`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree
from specc.language.schedules.step import Step
from specc.lower.schedule_context import ScheduleContext
from specc.lower.schedules.exponential import decay


def lower(spec: Step, context: ScheduleContext) -> ScheduleTree:
    """By optax's exponential decay, in stairs."""
    return decay(spec, context, spec.every, spec.factor, "at regular intervals", stairs=True)
