"""Loss and metrics of each example, and the lines of the loss function that average them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.evaluation import metrics_of
from specc.compose.formulas import (
    Entry,
    Formula,
    Parameter,
    code_of,
    formula_of,
    helpers_of,
    parts_of,
    rescales,
    target_of,
)
from specc.compose.head import Section
from specc.compose.weights import mean_of, weighting_nodes, weights_of, weights_origin
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Add, Expr, Mul, Name
from specc.ir.node import Node, Renderable, WithOrigin
from specc.ir.pattern import substitute_free
from specc.ir.program import Program

_STD = "np.ndarray | jax.Array"  # as a scaler has it


@dataclass(frozen=True, kw_only=True)
class Scheduled(Node):
    """A number of the loss, as its schedule has it in this step."""

    template: ClassVar[str] = "loss/scheduled"
    name: str
    schedule: Expr


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
        weighted: the word for the mean that training minimizes, if some examples count more.
    """

    template: ClassVar[str] = "loss/compute_metrics"
    parameters: tuple[Parameter, ...]
    weighted: WithOrigin | str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Mean(Node):
    """The metrics of a batch, as means over its examples.

    Attributes:
        metrics: those of each example.
        weights: how much each example counts: an array, or one for each metric; None if all count the same.
    """

    template: ClassVar[str] = "step/mean"
    metrics: Expr
    weights: Expr | None

    @property
    def mean(self) -> Expr:
        """The means."""
        return mean_of(self.metrics, self.weights)


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


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    objective = program.objective
    yield Section(title="Loss and metrics", slot_name="section.loss", origin="task")
    yield from code_of(objective.per_example_metrics, "training")
    yield from helpers_of(program, objective.per_example_metrics, ())
    yield from _before(program)
    yield ComputeMetrics(
        parameters=tuple(_parameters(program)),
        weighted=_weighted(program),
        entries=tuple(_entries(program)),
        origin="task",
    )
    yield from weighting_nodes(program)
    if program.data.eval_sets:
        yield from helpers_of(program, objective.set_metrics, objective.per_example_metrics)
        yield from code_of(objective.set_metrics, "evaluation")


def mean(program: Program) -> Iterator[Renderable]:
    """The lines of the loss function that take means over a batch."""
    data, kind, origin = program.data, Mean, "task.loss"
    if data.mixing is not None:
        kind, origin = BlendedMean, data.mixing.origin
    elif program.objective.weights is not None:
        kind = MeanByMetric
    if data.mixing is not None and data.target.can_interpolate:
        columns = [data.target.column, *([data.weight] if data.weight else [])]
        yield BlendedTargets(columns=tuple(item.name for item in columns), origin=origin)
        kind = Mean
    metrics, weights = metrics_of(program, "batch"), weights_of(program, "batch")
    yield kind(metrics=metrics, weights=weights, origin=origin)


def _before(program: Program) -> Iterator[Renderable]:
    """What `compute_metrics` computes before its metrics."""
    objective = program.objective
    for item in objective.scheduled_values:
        yield Scheduled(name=item.name, schedule=item.schedule, origin=item.origin)
    if objective.output_split and not all(
        metric.takes_raw_outputs for metric in objective.per_example_metrics
    ):
        yield parts_of(
            program, objective.output_split, "compute_metrics.before", target_of(program)
        )
    if len(objective.loss) > 1:
        for term in objective.loss:
            formula = formula_of(program, term.metric)
            yield TermLine(name=term.variable, formula=formula, origin=term.metric.origin)


def _parameters(program: Program) -> Iterator[Parameter]:
    objective = program.objective
    if objective.scheduled_values:
        yield Parameter(name="step")
    yield Parameter(name=objective.outputs)
    yield Parameter(name=program.data.target.column.name)
    if rescales(program):
        yield Parameter(name="target_std", type=_STD, origin="task.standardize")


def _weighted(program: Program) -> WithOrigin | str:
    origin = weights_origin(program)
    return WithOrigin("weighted ", origin) if origin else ""


def _entries(program: Program) -> Iterator[Entry]:
    objective = program.objective
    if len(objective.loss) == 1:
        loss: Renderable | Expr = formula_of(program, objective.loss[0].metric)
        yield Entry(name="loss", value=loss, origin="task.loss")
    else:
        yield Entry(name="loss", value=_sum(program), origin="task.loss")
        for term in objective.loss:
            value = Name(term.variable)
            yield Entry(name=term.metric.name, value=value, origin=term.metric.origin)
    for metric in objective.metrics:
        yield Entry(name=metric.name, value=formula_of(program, metric), origin=metric.origin)


def _sum(program: Program) -> Expr:
    values = [
        Name(term.variable) if term.weight is None else Mul(term.weight, Name(term.variable))
        for term in program.objective.loss
    ]
    total: Expr = values[0]
    for value in values[1:]:
        total = Add(total, value)
    return total
