"""A training step, and how steps are called."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Argument, Expr, Setting, Symbol


@dataclasses.dataclass(frozen=True, slots=True)
class StateField:
    """A field of TrainState: what it is at first, and after a step.

    Attributes:
        guarded: whether a step that is not finite must leave it as it was.
    """

    name: str
    type: str
    comment: str
    first: Expr
    after: Expr
    guarded: bool = False


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
class LossScale:
    """A factor of the loss that follows what float16 can hold (Micikevicius et al. 2018, section 3.2).

    Attributes:
        first: its value at first.
        period: steps without an overflow after which it doubles.
    """

    first: Expr
    period: Expr
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Guard:
    """What becomes of a step whose loss or gradient is not finite.

    Attributes:
        most: so many in a row are left out; None to stop at the first.
    """

    most: Expr | None
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Precision:
    """The dtypes of a step, as symbols; None where nothing has to be cast.

    Attributes:
        params: of the parameters that the state has.
        compute: what they are cast to for the forward and the backward pass.
        inputs: what inputs are cast to.
        output: of what the model gives, before the loss.
    """

    params: Symbol | None
    compute: Symbol | None
    inputs: Symbol
    output: Symbol | None
    scale: LossScale | None
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A training step: gradients, update, metrics, in state out.

    Attributes:
        draws: what is drawn at random in it, each from a key of its own.
        gradients: the way to them.
        evaluated: the parameters that are evaluated, of a state.
    """

    state: tuple[StateField, ...]
    updates: tuple[Update, ...]
    metrics: tuple[str, ...]
    draws: tuple[str, ...]
    gradients: Gradients
    evaluated: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Loop:
    """How steps are called: `most` of them at most in one compiled call, between host moments."""

    most: Setting
