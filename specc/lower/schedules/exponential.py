"""`type: exponential`."""

from __future__ import annotations

from specc.ir.expr import Expr, Literal
from specc.ir.schedule import Course, Tree
from specc.lower.courses import optax
from specc.lower.settings import Span, literal
from specc.lower.stretch import Stretch
from specc.spec.quantities import Duration
from specc.spec.schedule import FlooredSchedule
from specc.spec.schedules.exponential import Exponential

_EVERY = Span(
    "decay_every", "decay_interval", "learning", "{unit} in which the rate shrinks by its factor"
)


def lower(written: Exponential, stretch: Stretch) -> Tree:
    """By optax's exponential decay."""
    words = "at regular intervals" if written.staircase else "in equal times, smoothly"
    return decay(written, stretch, written.every, written.factor, words, stairs=written.staircase)


def decay(
    written: FlooredSchedule,
    stretch: Stretch,
    every: Duration,
    factor: float,
    words: str,
    *,
    stairs: bool,
) -> Tree:
    """A rate that is multiplied by `factor` every so often, at once or smoothly."""
    start = stretch.start(written)
    end = stretch.end(written, start.peak)
    steps = stretch.time(_EVERY, every, "every")
    decays: list[tuple[str, Expr]] = [("transition_steps", steps), ("decay_rate", literal(factor))]
    if stairs:
        decays.append(("staircase", Literal(True)))
    if end.rate != Literal(0.0):
        decays.append(("end_value", end.rate))
        words = f"{words}, down to {end.words}"
    call = optax("exponential_decay", ("init_value", start.peak), *decays, origin=stretch.origin)
    label = "stairs" if stairs else "exponential"
    course = Course(call, label, f"times {factor:g} {words}", stretch.origin)
    if start.warmup is None:
        return course
    joined = optax(
        "warmup_exponential_decay_schedule",
        ("init_value", Literal(0.0)),
        ("peak_value", start.peak),
        ("warmup_steps", start.warmup),
        *decays,
        origin=stretch.origin,
    )
    return stretch.warmed(start, course, joined)
