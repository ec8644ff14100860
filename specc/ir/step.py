"""A training step, and how steps are called."""

from __future__ import annotations

import dataclasses

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Symbol


@dataclass(frozen=True)
class Gradients:
    """How the gradients and metrics of a batch are computed.

    Attributes:
        loss_at_params: expression for the loss at other `params` (for `value_fn`); None if unavailable.
        grads_at_params: expression for the gradients at other `params` (for `grad_fn`); None if unavailable.
    """

    loss_at_params: Expr | None
    grads_at_params: Expr | None


@dataclass(frozen=True)
class AccumulatedGradients(Gradients):
    """Those of micro-batches, added up.

    Attributes:
        micro_batches: how many there are.
    """

    micro_batches: Expr = dataclasses.field(kw_only=True)
    origin: str = dataclasses.field(kw_only=True)


@dataclass(frozen=True)
class PerExampleGradients(Gradients):
    """Clipped per-example gradients with noise (DP-SGD; Abadi et al. 2016).

    Attributes:
        batch_size: how many there are.
        l2_norm_clip: the largest norm of one.
        noise_multiplier: the standard deviation of the noise in their sum, in units of `l2_norm_clip`.
    """

    batch_size: Expr = dataclasses.field(kw_only=True)
    l2_norm_clip: Expr = dataclasses.field(kw_only=True)
    noise_multiplier: Expr = dataclasses.field(kw_only=True)
    origin: str = dataclasses.field(kw_only=True)


@dataclass(frozen=True)
class Average:
    """Averaged parameters, updated after each step and used for evaluation.

    Attributes:
        name: of the average, with which names in the trainer begin.
        comment: what the parameters are.
        stats_batches: training batches that statistics of the model are recomputed over, for the averaged
            parameters; None if they are averaged, or if there are none.
    """

    name: str
    comment: str
    origin: str
    stats_batches: Expr | None = dataclasses.field(default=None, kw_only=True)


@dataclass(frozen=True)
class RunningAverage(Average):
    """A running average (EMA or SWA), which does not affect training.

    Attributes:
        weight: of the new parameters in it, by the number of its `updates` before and the `step`.
        note: what is special about the weight.
        start: the step from which on it averages; None if that is the first one.
        every: steps between two updates; None if each step has one.
    """

    weight: Expr
    note: str = ""
    start: Expr | None = None
    every: Expr | None = None


@dataclass(frozen=True)
class SlowWeights(Average):
    """Slow weights, from which training restarts.

    Attributes:
        sync_period: steps between two restarts.
        slow_step_size: the fraction of the way that it moves toward the parameters that are trained.
    """

    sync_period: Expr
    slow_step_size: Expr


@dataclass(frozen=True)
class LossScale:
    """Dynamic loss scaling for float16 (Micikevicius et al. 2018, section 3.2).

    Attributes:
        initial: its value at first.
        period: steps without an overflow after which it doubles.
    """

    initial: Expr
    period: Expr
    origin: str


@dataclass(frozen=True)
class Guard:
    """The policy for steps whose loss or gradient is not finite.

    Attributes:
        max_skipped: so many in a row are skipped; None to stop at the first.
        dumps: whether the state before the step that stops a run, and its batch, are written.
    """

    max_skipped: Expr | None
    origin: str
    dumps: bool = False


@dataclass(frozen=True)
class Precision:
    """The dtypes of a step, as symbols; None where nothing has to be cast.

    Attributes:
        params: of the parameters that the state has.
        compute: dtype to which they are cast for the forward and backward pass.
        inputs: what inputs are cast to.
        output: what the loss function casts the results of its call to.
        loss: what the function that measures tokens casts logits to.
        accumulation: of the sums of gradients over micro-batches.
    """

    params: Symbol | None
    compute: Symbol | None
    inputs: Symbol | None
    output: Symbol | None
    loss: Symbol | None
    accumulation: Symbol | None
    loss_scale: LossScale | None
    origin: str


@dataclass(frozen=True)
class Loop:
    """How steps are called.

    Attributes:
        max_steps: so many at most in one call.
        reason: why no more.
        compiled: whether a call is one compiled loop over its steps, and not a compiled step in a loop of
            Python's.
    """

    max_steps: int
    reason: str
    compiled: bool = True
