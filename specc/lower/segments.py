"""Constructors of schedule segments that several schedules share."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from specc.ir.expr import Argument, Call, Expr, Literal, Name, Sub, Symbol
from specc.ir.schedule import Phase, PhaseSequence, ScheduleTree, Segment
from specc.lower.settings import literal


def optax_call(function: str, *arguments: tuple[str, Expr] | Argument, origin: str = "") -> Call:
    """A call of optax's, by keyword."""
    return Call(Symbol("optax", function), keywords=_keywords(arguments), origin=origin)


def helper_call(function: str, *arguments: tuple[str, Expr], origin: str = "") -> Call:
    """A call of one of the trainer's functions, by keyword."""
    return Call(Name(function), keywords=_keywords(arguments), origin=origin)


def _keywords(arguments: Sequence[tuple[str, Expr] | Argument]) -> tuple[Argument, ...]:
    return tuple(item if isinstance(item, Argument) else Argument(*item) for item in arguments)


def constant(value: Expr, *, origin: str) -> Segment:
    """Constant."""
    call = optax_call("constant_schedule", ("value", value), origin=origin)
    return Segment(call, "constant", "constant", origin, standalone_words="the same at every step")


def linear(
    first: Expr,
    last: Expr,
    steps: Expr,
    *,
    label: str,
    words: str,
    origin: str,
    standalone_words: str = "",
) -> Segment:
    """A straight line."""
    ends = ("init_value", first), ("end_value", last)
    call = optax_call("linear_schedule", *ends, ("transition_steps", steps), origin=origin)
    return Segment(call, label, words, origin, standalone_words)


def half_cosine(
    first: Expr,
    last: Expr,
    steps: Expr,
    *,
    label: str,
    words: str,
    origin: str,
    standalone_words: str = "",
) -> Segment:
    """Half a cosine between any two values; `optax.cosine_decay_schedule` cannot start at 0."""
    ends = ("init_value", first), ("end_value", last)
    call = helper_call("cosine_schedule", *ends, ("transition_steps", steps), origin=origin)
    return Segment(call, label, words, origin, standalone_words, helpers=("cosine_schedule",))


def polynomial(
    first: Expr,
    last: Expr,
    exponent: float,
    steps: Expr,
    *,
    words: str,
    origin: str,
    standalone_words: str = "",
) -> Segment:
    """A power of the remaining time; compiled, optax's is NaN after its end for non-integer exponents."""
    values = (
        ("init_value", first),
        ("end_value", last),
        ("power", literal(exponent)),
        ("transition_steps", steps),
    )
    whole = float(exponent).is_integer()
    make = optax_call if whole else helper_call
    call = make("polynomial_schedule", *values, origin=origin)
    helpers = () if whole else ("polynomial_schedule",)
    return Segment(call, "polynomial", words, origin, standalone_words, helpers=helpers)


def sigmoid(
    first: Expr,
    last: Expr,
    steps: Expr,
    steepness: float,
    *,
    words: str,
    origin: str,
) -> Segment:
    """A logistic curve from one value to another, which it reaches."""
    values = (
        ("init_value", first),
        ("end_value", last),
        ("transition_steps", steps),
        ("steepness", literal(steepness)),
    )
    call = helper_call("sigmoid_schedule", *values, origin=origin)
    return Segment(call, "sigmoid", words, origin, words, helpers=("sigmoid_schedule",))


def triangles(
    mode: str, first: Expr, last: Expr, period: Expr, *more: tuple[str, Expr], origin: str
) -> Call:
    """Up and down in straight lines, over and over."""
    ends = ("init_value", first), ("peak_value", last)
    return helper_call(f"{mode}_schedule", *ends, ("period", period), *more, origin=origin)


def piecewise(
    values: Sequence[Expr], at: Sequence[Expr], interpolate: str, words: str, origin: str
) -> ScheduleTree:
    """Values at boundaries, with a segment between each two."""
    make = {"linear": linear, "cosine": half_cosine}.get(interpolate)
    starts = (Literal(0), *at)
    phases = []
    for number, (start, end) in enumerate(itertools.pairwise(starts)):
        steps = end if start == Literal(0) else Sub(end, start)
        value = values[number]
        if make is None:
            part = constant(value, origin=origin)
        else:
            part = make(
                value, values[number + 1], steps, label=interpolate, words="", origin=origin
            )
        phases.append(Phase(part, steps))
    phases.append(Phase(constant(values[-1], origin=origin), None))
    return PhaseSequence(tuple(phases), origin, words=words)
