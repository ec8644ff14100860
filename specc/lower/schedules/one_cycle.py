"""`type: one_cycle`."""

from __future__ import annotations

from specc.ir.expr import Div, Expr, Literal, Mul
from specc.ir.schedule import Course, Mark, Tree
from specc.lower.courses import optax
from specc.lower.settings import literal
from specc.lower.stretch import Stretch, end_of, quotient
from specc.spec.quantities import Share
from specc.spec.schedules.one_cycle import OneCycle


def lower(written: OneCycle, stretch: Stretch) -> Tree:
    """By optax's one cycle, with its divisors."""
    peak = stretch.number(stretch.quantity, written.peak, f"peak of {stretch.name}", "peak")
    shares: list[tuple[str, Expr]] = [("pct_start", literal(written.rise.fraction))]
    marks = [Mark("peak", _share(written.rise, stretch.steps))]
    if written.shape == "linear":
        shares.append(("pct_final", literal(written.back.fraction)))
        marks.append(Mark("back", _share(written.back, stretch.steps)))
    call = optax(
        f"{written.shape}_onecycle_schedule",
        ("transition_steps", stretch.steps),
        ("peak_value", peak),
        *shares,
        ("div_factor", _times(Share(100.0), written.start, peak)),
        ("final_div_factor", _times(written.start, written.floor, peak)),
        origin=stretch.origin,
    )
    words = f"up to the peak and down to far below its start by the end of {stretch.whole}"
    return Course(call, "one cycle", words, stretch.origin, alone=words, marks=tuple(marks))


def _times(above: Share | float, below: Share | float, peak: Expr) -> Expr:
    """How many times the one rate is of the other."""
    if isinstance(above, Share) and isinstance(below, Share):
        return quotient(above.percent, below.percent)
    if not isinstance(above, Share) and not isinstance(below, Share):
        return quotient(above, below)
    rate = peak if above == Share(100.0) else end_of(above, peak).rate
    return Div(rate, end_of(below, peak).rate)


def _share(share: Share, steps: Expr) -> Expr:
    """As optax has it, which cuts off what follows the point."""
    return Mul(Literal(share.fraction), steps)
