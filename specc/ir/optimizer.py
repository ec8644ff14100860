"""Schedules, and the chain that turns gradients into updates."""

from __future__ import annotations

import dataclasses
from typing import Literal as OneOf

from specc.ir.expr import Argument, Call, Callee, Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Ramp:
    """A schedule without its warm-up, in the forms that optax has for it.

    Attributes:
        alone: when there is no warm-up.
        after: what follows a warm-up, counted from its end.
        joined: warm-up and all in one call, where optax has one.
        words: the course of the rate, to complete "Linear warm-up to the peak, then …".
    """

    alone: Call
    after: Call
    joined: Call | None
    words: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Warmup:
    """A straight line from 0 to `peak` over `steps`, then `then`."""

    peak: Expr
    steps: Expr
    then: Ramp
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class OptaxSchedule:
    """A schedule as the call of optax's that makes it."""

    call: Call
    summary: str
    origin: str


Schedule = Ramp | Warmup | OptaxSchedule


Stage = OneOf["aggregate", "clip", "penalty", "scale", "decay", "ratio", "rate", "finish"]
"""When a transformation applies, in this order."""


@dataclasses.dataclass(frozen=True, slots=True)
class Transform:
    """A gradient transformation of the chain."""

    call: Call
    stage: Stage
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Wrapper:
    """A transformation made of another one, which is its first argument."""

    function: Callee
    positional: tuple[Expr, ...]
    keywords: tuple[Argument, ...]
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Function:
    """A function of the trainer's that the optimizer uses; each kind has a subclass.

    Attributes:
        template: the file in `optimizer/function/` that renders it.
        name: of the function.
    """

    template: str
    name: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mask(Function):
    """Marks parameters: those whose path ends in one of `names`."""

    names: tuple[str, ...]
    summary: str


@dataclasses.dataclass(frozen=True, slots=True)
class Optimizer:
    """What turns gradients into updates.

    Attributes:
        chain: its transformations, one after the other.
        schedule: of the learning rate.
        functions: of the trainer's, that the chain uses, in the order of the page.
        needs: what `update` takes by keyword besides gradients, state and parameters.
        draws: whether it draws at random, from a key in its state.
        evaluated: what is evaluated, if it is not the parameters that are trained.
        wrappers: around the chain, the innermost first.
        untyped: its state begins with Python numbers, whose types the first step would change.
        transform: all of it as one expression, once it is put together.
    """

    chain: tuple[Transform, ...]
    schedule: Schedule
    functions: tuple[Function, ...]
    origin: str
    needs: tuple[str, ...] = ()
    draws: bool = False
    evaluated: Expr | None = None
    wrappers: tuple[Wrapper, ...] = ()
    untyped: bool = False
    transform: Expr | None = None
