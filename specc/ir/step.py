"""A training step, and how steps are called."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Argument, Expr, Setting


@dataclasses.dataclass(frozen=True, slots=True)
class StateField:
    """A field of TrainState: what it is at first, and after a step."""

    name: str
    type: str
    comment: str
    first: Expr
    after: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Update:
    """One optimizer step on one set of parameters.

    A step has a tuple of them. What an optimizer needs beyond gradients (`optimizer.update`'s extra
    arguments) is in `extra`, so another kind of step is another value here, not another step.
    """

    params: str
    opt_state: str
    extra: tuple[Argument, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Gradients:
    """How the gradients of a batch, and its metrics, come from `loss_fn`; each way has a template.

    Attributes:
        template: the file in `training/gradients/` that renders it.
    """

    template: str


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A training step: gradients, update, metrics, in state out.

    Attributes:
        draws: what is drawn at random in it, each from a key of its own.
        gradients: the way to them.
        evaluated: the parameters that are evaluated, of a state.
        measured: the gradients whose norm is logged.
    """

    state: tuple[StateField, ...]
    updates: tuple[Update, ...]
    metrics: tuple[str, ...]
    draws: tuple[str, ...]
    gradients: Gradients
    evaluated: Expr
    measured: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Loop:
    """How steps are called: `most` of them at most in one compiled call, between host moments."""

    most: Setting
