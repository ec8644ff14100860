"""Schedules that go from one number to another."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.lower.settings import steps_of
from specc.lower.stretch import Stretch
from specc.spec.change import Ramp


def numbers(start: float, end: float, stretch: Stretch) -> tuple[Expr, Expr]:
    """Both numbers, as settings."""
    first = stretch.number(stretch.quantity, start, f"{stretch.doc}, at first", "start")
    last = stretch.number(f"{stretch.quantity}_end", end, "where its schedule ends", "end")
    return first, last


def ends(written: Ramp, stretch: Stretch) -> tuple[Expr, Expr, Expr, str]:
    """Where a schedule starts and ends, the steps in between, and when it is there in words."""
    first, last = numbers(written.start, written.end, stretch)
    if written.over is None:
        return (
            first,
            last,
            stretch.steps,
            f"to `{stretch.quantity}_end` by the end of {stretch.whole}",
        )
    return first, last, steps_of(written.over), f"to `{stretch.quantity}_end`, where it stays"
