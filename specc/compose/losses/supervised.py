"""Losses of outputs and targets: metrics of each example, and the lines that average them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import Forward
from specc.compose.losses.common import Mean, Scheduled
from specc.compose.losses.evaluation import evaluation, metrics_of
from specc.compose.losses.formulas import (
    Entry,
    Formula,
    Parameter,
    TrainingParameter,
    code_of,
    formula_of,
    helpers_of,
    rescales,
    split_of,
    supervised,
    target_of,
)
from specc.compose.weights import weighting_nodes, weights_of, weights_origin
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Add, Argument, Expr, Mul, Name
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable, WithOrigin
from specc.ir.pattern import pattern, substitute_free
from specc.ir.program import Program

_STD = "np.ndarray | jax.Array"  # as a scaler has it


@dataclass(frozen=True, kw_only=True)
class TermLine(Node):
    """A term of the loss, under a name of its own."""

    template: ClassVar[str] = "loss/term"
    name: str
    formula: Formula


@dataclass(frozen=True, kw_only=True)
class ComputeMetrics(Node):
    """The function that measures each example of a batch.

    Attributes:
        of: what it measures, with the shape of a metric.
        weighted: the word for the mean that training minimizes, if some examples count more.
        training_parameters: those after all others, with defaults.
    """

    template: ClassVar[str] = "loss/compute_metrics"
    parameters: tuple[Parameter, ...]
    training_parameters: tuple[TrainingParameter, ...]
    of: str
    weighted: WithOrigin | str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class MeanByMetric(Mean):
    """Likewise, with weights that take a line of their own."""

    template: ClassVar[str] = "step/mean_by_metric"


@dataclass(frozen=True, kw_only=True)
class BlendedMean(Mean):
    """The means for mixed examples: a weighted sum of the means with either target."""

    template: ClassVar[str] = "step/blended_mean"

    @property
    def of_target(self) -> Expr:
        """The means with the targets, and weights, of `target`."""
        return substitute_free(self.mean, batch=Name("target"))


@dataclass(frozen=True, kw_only=True)
class BlendedTargets(Node):
    """Targets, and weights if there are any, that are blended as the inputs are."""

    template: ClassVar[str] = "step/blended_targets"
    columns: tuple[str, ...]


def nodes(program: Program, _loss: Loss) -> Iterator[Renderable]:
    """The functions that measure examples and sets."""
    loss = supervised(program)
    yield from code_of(loss.per_example_metrics, "training")
    yield from helpers_of(program, loss.per_example_metrics, ())
    yield from _before(program)
    yield ComputeMetrics(
        parameters=tuple(_parameters(program)),
        training_parameters=tuple(
            TrainingParameter(name=item.name, origin=item.origin) for item in loss.training_values
        ),
        of="token, (batch, context)" if program.data.per_token else "example, (batch,)",
        weighted=_weighted(program),
        entries=tuple(_entries(program)),
        origin="task",
    )
    yield from weighting_nodes(program)
    if program.data.eval_sets:
        yield from helpers_of(program, loss.set_metrics, loss.per_example_metrics)
        yield from code_of(loss.set_metrics, "evaluation")


def forward(program: Program) -> Forward:
    """The outputs of the model."""
    loss = supervised(program)
    model = program.network(loss.networks[0]).model
    rngs = pattern('nnx.Rngs(draw_key(state, "dropout"))', origin="model.dropout")
    return Forward(
        result=loss.outputs,
        callee=Name("model"),
        arguments=(Argument("rngs", rngs),) if model.uses_rngs else (),
        predicted=f"{loss.outputs.capitalize()} of a batch, in evaluation mode.",
        given=program.data.given,
    )


def mean(program: Program) -> Iterator[Renderable]:
    """The lines of the loss function that take means over a batch."""
    data, kind, origin = program.data, Mean, "task.loss"
    if data.mixing is not None:
        kind, origin = BlendedMean, data.mixing.origin
    elif supervised(program).weights is not None:
        kind = MeanByMetric
    if data.mixing is not None and data.required_target.can_interpolate:
        columns = [data.required_target.column, *([data.weight] if data.weight else [])]
        yield BlendedTargets(columns=tuple(item.name for item in columns), origin=origin)
        kind = Mean
    metrics, weights = metrics_of(program, "batch"), weights_of(program, "batch")
    yield kind(metrics=metrics, weights=weights, origin=origin)


def measured(program: Program) -> tuple[str, ...]:
    """What the function that measures examples takes."""
    loss = supervised(program)
    step = ("step",) if loss.scheduled_values else ()
    return (*step, "outputs", "target", *(("target_std",) if rescales(program) else ()))


def _before(program: Program) -> Iterator[Renderable]:
    """What `compute_metrics` computes before its metrics."""
    loss = supervised(program)
    for item in loss.scheduled_values:
        yield Scheduled(name=item.name, schedule=item.schedule, origin=item.origin)
    if loss.output_split and not all(
        metric.takes_raw_outputs for metric in loss.per_example_metrics
    ):
        yield split_of(program, loss.output_split, "compute_metrics.before", target_of(program))
    if len(loss.terms) > 1:
        for term in loss.terms:
            formula = formula_of(program, term.metric)
            yield TermLine(name=term.variable, formula=formula, origin=term.metric.origin)


def _parameters(program: Program) -> Iterator[Parameter]:
    loss = supervised(program)
    if loss.scheduled_values:
        yield Parameter(name="step")
    yield Parameter(name=loss.outputs)
    yield Parameter(name=program.data.required_target.column.name)
    if rescales(program):
        yield Parameter(name="target_std", type=_STD, origin="task.standardize")


def _weighted(program: Program) -> WithOrigin | str:
    origin = weights_origin(program)
    return WithOrigin("weighted ", origin) if origin else ""


def _entries(program: Program) -> Iterator[Entry]:
    loss = supervised(program)
    if len(loss.terms) == 1:
        value: Renderable | Expr = formula_of(program, loss.terms[0].metric)
        yield Entry(name="loss", value=value, origin="task.loss")
    else:
        yield Entry(name="loss", value=_sum(program), origin="task.loss")
        for term in loss.terms:
            value = Name(term.variable)
            yield Entry(name=term.metric.name, value=value, origin=term.metric.origin)
    for metric in loss.metrics:
        yield Entry(name=metric.name, value=formula_of(program, metric), origin=metric.origin)


def _sum(program: Program) -> Expr:
    values = [
        Name(term.variable) if term.weight is None else Mul(term.weight, Name(term.variable))
        for term in supervised(program).terms
    ]
    total: Expr = values[0]
    for value in values[1:]:
        total = Add(total, value)
    return total


__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]
