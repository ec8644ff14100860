"""Schedules that go from one number to another."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.language.change import Ramp
from specc.lower.schedule_context import ScheduleContext
from specc.lower.settings import DurationNames


def numbers(start: float, end: float, context: ScheduleContext) -> tuple[Expr, Expr]:
    """Both numbers, as settings."""
    first = context.number(context.quantity, start, f"{context.doc}, at the start", "start")
    last = context.number(f"{context.quantity}_end", end, f"{context.doc}, at the end", "end")
    return first, last


def ends(spec: Ramp, context: ScheduleContext) -> tuple[Expr, Expr, Expr, str]:
    """Where a schedule starts and ends, the steps in between, and when it is there in words."""
    first, last = numbers(spec.start, spec.end, context)
    if spec.over is None:
        return (
            first,
            last,
            context.steps,
            f"to `{context.quantity}_end` by the end of {context.name_in_prose}",
        )
    name = f"{context.quantity}_over"
    names = DurationNames(name, f"{name}_steps", "learning", "{unit} over which it changes")
    steps = context.duration_setting(names, spec.over, "over", inline=True)
    return first, last, steps, f"to `{context.quantity}_end`, where it stays"
