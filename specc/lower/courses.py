"""The functions of optax, and of the trainer's, that several schedules use."""

from __future__ import annotations

import itertools
from collections.abc import Sequence as Several

from specc.ir.expr import Argument, Call, Expr, Literal, Name, Sub, Symbol
from specc.ir.schedule import Course, Phase, Sequence, Tree
from specc.lower.settings import literal


def optax(function: str, *arguments: tuple[str, Expr] | Argument, origin: str = "") -> Call:
    """A call of optax's, by keyword."""
    return Call(Symbol("optax", function), keywords=_keywords(arguments), origin=origin)


def own(function: str, *arguments: tuple[str, Expr], origin: str = "") -> Call:
    """A call of one of the trainer's functions, by keyword."""
    return Call(Name(function), keywords=_keywords(arguments), origin=origin)


def _keywords(arguments: Several[tuple[str, Expr] | Argument]) -> tuple[Argument, ...]:
    return tuple(item if isinstance(item, Argument) else Argument(*item) for item in arguments)


def constant(value: Expr, *, origin: str) -> Course:
    """The same at every step."""
    call = optax("constant_schedule", ("value", value), origin=origin)
    return Course(call, "constant", "constant", origin, alone="the same at every step")


def line(
    first: Expr, last: Expr, steps: Expr, *, label: str, words: str, origin: str, alone: str = ""
) -> Course:
    """A straight line."""
    ends = ("init_value", first), ("end_value", last)
    call = optax("linear_schedule", *ends, ("transition_steps", steps), origin=origin)
    return Course(call, label, words, origin, alone)


def half_cosine(
    first: Expr, last: Expr, steps: Expr, *, label: str, words: str, origin: str, alone: str = ""
) -> Course:
    """Half a cosine between any two numbers; optax's goes down from one that is not 0."""
    ends = ("init_value", first), ("end_value", last)
    call = own("cosine_schedule", *ends, ("transition_steps", steps), origin=origin)
    return Course(call, label, words, origin, alone, helpers=("cosine_schedule",))


def power(
    first: Expr,
    last: Expr,
    exponent: float,
    steps: Expr,
    *,
    words: str,
    origin: str,
    alone: str = "",
) -> Course:
    """A power of the remaining time; compiled, optax's is NaN after its end for non-integer exponents."""
    values = (
        ("init_value", first),
        ("end_value", last),
        ("power", literal(exponent)),
        ("transition_steps", steps),
    )
    whole = float(exponent).is_integer()
    make = optax if whole else own
    call = make("polynomial_schedule", *values, origin=origin)
    helpers = () if whole else ("polynomial_schedule",)
    return Course(call, "polynomial", words, origin, alone, helpers=helpers)


def triangles(
    mode: str, first: Expr, last: Expr, period: Expr, *more: tuple[str, Expr], origin: str
) -> Call:
    """Up and down in straight lines, over and over."""
    ends = ("init_value", first), ("peak_value", last)
    return own(f"{mode}_schedule", *ends, ("period", period), *more, origin=origin)


def points(
    values: Several[Expr], at: Several[Expr], interpolate: str, words: str, origin: str
) -> Tree:
    """Values at boundaries, with a segment between each two."""
    make = {"linear": line, "cosine": half_cosine}.get(interpolate)
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
    return Sequence(tuple(phases), origin, words=words)
