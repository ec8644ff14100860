"""What running averages have in common: when they take in weights, and how many they have."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Difference, Expr, Local, Quotient
from specc.lower.settings import Settings, Span
from specc.spec.average import Running

_STEP = Local("state.step")


@dataclasses.dataclass(frozen=True, slots=True)
class Timing:
    """When an average is updated.

    Attributes:
        start: the step from which on it averages; None if that is the first one.
        every: steps between two averagings; None if each step has one.
        done: averagings before the one of this step.
    """

    start: Expr | None
    every: Expr | None
    done: Expr


def timing(written: Running, settings: Settings) -> Timing:
    """The start and the interval, as settings, and the count that follows from them."""
    start = every = None
    done: Expr = _STEP
    if written.start.number:
        doc = "{unit} before the average begins"
        span = Span("average_start", "average_start_step", "learning", doc, least=0)
        start = settings.duration(span, written.start, "average.start")
    if written.every is not None:
        doc = "{unit} between two averagings"
        span = Span("average_every", "average_interval", "learning", doc)
        every = settings.duration(span, written.every, "average.every")
        done = Quotient(_STEP, every)
    if start is not None:
        done = Difference(done, Quotient(start, every) if every is not None else start)
    return Timing(start, every, done)
