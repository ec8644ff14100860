"""A training step, and how steps are called."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from specc.ir.expr import Argument, Expr, Symbol


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
    A state that is `untyped` begins with Python numbers, whose types the first step would change.
    """

    params: str
    opt_state: str
    extra: tuple[Argument, ...]
    untyped: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Gradients:
    """How the gradients of a batch, and its metrics, come from `loss_fn`; each way has a template.

    Attributes:
        template: the file in `training/gradients/` that renders it.
        reduce: the function that makes one number of a metric of the examples that `loss_fn` is given.
        norm: of the gradients, as a metric; None if it is that of their tree.
        loss: of the batch at other `params`, for optimizers that try some; None if there is no way to it.
        again: the gradients there, likewise.
        function: of the trainer's, that it takes: a template in `training/gradients/function/`.
        numbered: whether a step calls `loss_fn` several times, which then draws by the call's number.
    """

    folder: ClassVar[str] = "step/gradients/"
    template: str
    reduce: Symbol
    norm: Expr | None
    loss: Expr | None
    again: Expr | None
    function: str | None = None
    numbered: bool = False

    @property
    def adds(self) -> bool:
        """Whether `loss_fn` gives sums over examples, and not means."""
        return self.reduce.name == "sum"


@dataclasses.dataclass(frozen=True, slots=True)
class Accumulated(Gradients):
    """Those of micro-batches, added up, over the weight of all examples.

    Attributes:
        micro_batches: how many there are.
        total: the weight of the batch that they make.
    """

    micro_batches: Expr = dataclasses.field(kw_only=True)
    total: Expr = dataclasses.field(kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class PerExample(Gradients):
    """One for each example of a batch.

    Attributes:
        batch_size: how many there are.
    """

    batch_size: Expr = dataclasses.field(kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """The function of the step that gives the share of its weights in an average.

    Attributes:
        template: the file in `training/average/function/` that renders it.
        name: of the function.
        summary: the first line of its docstring.
        done: averagings before that of this step, if that is not the steps before it.
        share: of the new weights at an averaging.
        varies: whether that is another one at each.
        start: the step from which on it averages; None if that is the first one.
        every: steps between two averagings; None if each step has one.
    """

    template: str
    name: str
    summary: str
    done: Expr | None
    share: Expr
    varies: bool
    start: Expr | None
    every: Expr | None


@dataclasses.dataclass(frozen=True, slots=True)
class Average:
    """A second set of weights, made of those that are trained after each update, and evaluated.

    Attributes:
        template: the file in `training/average/` that renders it.
        name: of the weights in the state.
        comment: what they are.
        with_statistics: whether the model's own state is averaged as they are.
        function: of the trainer's, that it takes.
    """

    folder: ClassVar[str] = "step/averages/"
    template: str
    name: str
    comment: str
    origin: str
    with_statistics: bool = False
    function: Share | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class RunningAverage(Average):
    """One that takes in the weights of a step as a share of it, and leaves training alone.

    Attributes:
        share: of the new weights.
    """

    share: Expr = dataclasses.field(kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class SlowWeights(Average):
    """One that the weights that are trained come back to.

    Attributes:
        period: steps from one time to the next.
        step_size: the part of the way that it goes towards them.
    """

    period: Expr = dataclasses.field(kw_only=True)
    step_size: Expr = dataclasses.field(kw_only=True)


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
        accumulation: of the sums of gradients over micro-batches.
    """

    params: Symbol | None
    compute: Symbol | None
    inputs: Symbol
    output: Symbol | None
    accumulation: Symbol | None
    scale: LossScale | None
    origin: str


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A training step: gradients, update, average, metrics; state in, state out.

    Attributes:
        draws: what is drawn at random in it, each from a key of its own.
        gradients: the way to them.
        evaluated: what is evaluated, of a state: the parameters and the model's own collections.
        keys: whether random keys go from step to step.
        logged: what the last step of a call is logged with besides the metrics, by name.
        measured: the gradients whose norm is logged.
    """

    state: tuple[StateField, ...]
    updates: tuple[Update, ...]
    metrics: tuple[str, ...]
    draws: tuple[str, ...]
    gradients: Gradients
    average: Average | None
    evaluated: tuple[Expr, ...]
    keys: bool
    logged: tuple[Argument, ...]
    measured: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Loop:
    """How steps are called: `most` of them at most in one compiled call, and why no more."""

    most: int
    reason: str
