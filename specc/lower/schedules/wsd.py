"""`type: wsd`."""

from __future__ import annotations

from specc.ir.expr import Expr, Sub
from specc.ir.schedule import Course, Phase, Sequence, Tree
from specc.lower import courses
from specc.lower.stretch import End, Start, Stretch
from specc.spec.schedules.wsd import Wsd


def lower(written: Wsd, stretch: Stretch) -> Tree:
    """By optax's constant, and a fall from it at the end."""
    start = stretch.start(written)
    end = stretch.end(written, start.peak)
    steps = stretch.last(written.decay)
    stable = courses.constant(start.peak, origin=stretch.origin)
    phases = (
        Phase(stable, Sub(start.left, steps)),
        Phase(_FALLS[written.shape](start, end, steps, stretch), None),
    )
    if start.warmup is None:
        return Sequence(phases, stretch.origin)
    warmed = stretch.warmed(start, stable)
    assert isinstance(warmed, Sequence)
    return Sequence((warmed.phases[0], *phases), stretch.origin)


def _linear(start: Start, end: End, steps: Expr, stretch: Stretch) -> Course:
    words = f"a straight line to {end.words} by the end of {stretch.whole}"
    origin = stretch.at("decay")
    return courses.line(start.peak, end.rate, steps, label="decay", words=words, origin=origin)


def _cosine(start: Start, end: End, steps: Expr, stretch: Stretch) -> Course:
    words = f"a cosine to {end.words} by the end of {stretch.whole}"
    decay = ("init_value", start.peak), ("decay_steps", steps), ("alpha", end.share)
    origin = stretch.at("decay")
    return Course(courses.optax("cosine_decay_schedule", *decay), "decay", words, origin)


def _sqrt(start: Start, end: End, steps: Expr, stretch: Stretch) -> Course:
    words = f"down by the root of the time, to {end.words} by the end of {stretch.whole}"
    ends = ("init_value", start.peak), ("end_value", end.rate)
    call = courses.own("sqrt_decay_schedule", *ends, ("transition_steps", steps))
    helpers = ("sqrt_decay_schedule",)
    return Course(call, "decay", words, stretch.at("decay"), helpers=helpers)


_FALLS = {"linear": _linear, "cosine": _cosine, "sqrt": _sqrt}
