"""`type: one_cycle`."""

from __future__ import annotations

from specc.ir.expr import Div, Expr, Literal, Mul
from specc.ir.schedule import Mark, ScheduleTree, Segment
from specc.language.quantities import Percentage
from specc.language.schedules.one_cycle import OneCycle
from specc.lower.schedule_context import ScheduleContext, end_of, quotient
from specc.lower.segments import optax_call
from specc.lower.settings import literal


def lower(spec: OneCycle, context: ScheduleContext) -> ScheduleTree:
    """By optax's one cycle, with its divisors."""
    peak = context.number(context.quantity, spec.peak, f"peak of {context.name}", "peak")
    shares: list[tuple[str, Expr]] = [("pct_start", literal(spec.rise.fraction))]
    marks = [Mark("peak", _share(spec.rise, context.steps))]
    if spec.shape == "linear":
        shares.append(("pct_final", literal(spec.back.fraction)))
        marks.append(Mark("back", _share(spec.back, context.steps)))
    call = optax_call(
        f"{spec.shape}_onecycle_schedule",
        ("transition_steps", context.steps),
        ("peak_value", peak),
        *shares,
        ("div_factor", _times(Percentage(100.0), spec.start, peak)),
        ("final_div_factor", _times(spec.start, spec.floor, peak)),
        origin=context.origin,
    )
    words = f"up to the peak and down to far below its start by the end of {context.name_in_prose}"
    return Segment(
        call, "one cycle", words, context.origin, standalone_words=words, marks=tuple(marks)
    )


def _times(above: Percentage | float, below: Percentage | float, peak: Expr) -> Expr:
    """How many times the one rate is of the other."""
    if isinstance(above, Percentage) and isinstance(below, Percentage):
        return quotient(above.percent, below.percent)
    if not isinstance(above, Percentage) and not isinstance(below, Percentage):
        return quotient(above, below)
    rate = peak if above == Percentage(100.0) else end_of(above, peak).rate
    return Div(rate, end_of(below, peak).rate)


def _share(share: Percentage, steps: Expr) -> Expr:
    """As optax has it, which cuts off what follows the point."""
    return Mul(Literal(share.fraction), steps)
