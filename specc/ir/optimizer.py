"""Schedules, and the chain that turns gradients into updates."""

from __future__ import annotations

import dataclasses
from typing import Literal as OneOf

from specc.ir.expr import Call, Expr


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


Stage = OneOf["clip", "scale", "decay", "rate"]
"""When a transformation applies, in this order."""


@dataclasses.dataclass(frozen=True, slots=True)
class Transform:
    """A gradient transformation of the chain."""

    call: Call
    stage: Stage
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Mask:
    """A function of the trainer's that marks parameters: those whose path ends in one of `names`."""

    function: str
    names: tuple[str, ...]
    summary: str
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Optimizer:
    """The chain that turns gradients into updates; `masks` are those that it uses."""

    chain: tuple[Transform, ...]
    schedule: Schedule
    masks: tuple[Mask, ...]
    origin: str
