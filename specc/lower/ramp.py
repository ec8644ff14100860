"""Schedules that go from one number to another."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.language.change import Ramp
from specc.lower.schedule_context import ScheduleContext
from specc.lower.settings import steps_of


def numbers(start: float, end: float, context: ScheduleContext) -> tuple[Expr, Expr]:
    """Both numbers, as settings."""
    first = context.number(context.quantity, start, f"{context.doc}, at first", "start")
    last = context.number(f"{context.quantity}_end", end, "where its schedule ends", "end")
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
    return first, last, steps_of(spec.over), f"to `{context.quantity}_end`, where it stays"
