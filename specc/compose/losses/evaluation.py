"""The function that evaluates a set of examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.losses.formulas import (
    Formula,
    formula_of,
    rescales,
    rows_target,
    split_of,
    supervised,
)
from specc.compose.weights import data_weight, mean_of, weights_of
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Evaluate(Node):
    """The function that evaluates a set of examples."""

    template: ClassVar[str] = "step/evaluate"
    outputs: str
    input: str
    given: tuple[str, ...]
    summary: str

    @property
    def rows(self) -> Expr:
        """What an example `x` is one of."""
        return Name("data" if self.given else f"data.{self.input}")

    @property
    def example(self) -> tuple[Expr, ...]:
        """Its inputs, each as a batch."""
        if not self.given:
            return (pattern("x[None]"),)
        return tuple(pattern(f"x.{name}[None]") for name in (self.input, *self.given))


@dataclass(frozen=True, kw_only=True)
class SetWeights(Node):
    """How much each example of a set counts, on a line of its own."""

    template: ClassVar[str] = "step/set_weights"
    weights: Expr


@dataclass(frozen=True, kw_only=True)
class SetMean(Node):
    """The means over a set, which are all that is measured."""

    template: ClassVar[str] = "step/set_mean"
    mean: Expr


@dataclass(frozen=True, kw_only=True)
class SetMeans(Node):
    """The means over a set, beside which there are other metrics."""

    template: ClassVar[str] = "step/set_means"
    mean: Expr


@dataclass(frozen=True, kw_only=True)
class SetMetrics(Node):
    """The metrics of a set that are no means."""

    template: ClassVar[str] = "step/set_metrics"
    metrics: tuple[Formula, ...]


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated, and what it measures."""
    data, loss = program.data, supervised(program)
    if not data.eval_sets:
        return
    summary = "Metrics over all of `data`." if loss.set_metrics else ""
    yield Evaluate(
        outputs=loss.outputs,
        input=data.input.name,
        given=data.given,
        summary=summary or "Means of the metrics over all of `data`.",
        origin="evaluate",
    )
    weights = weights_of(program, "data")
    if loss.weights is not None and weights is not None:
        yield SetWeights(weights=weights, origin=loss.weights.origin)
        weights = Name("weights")
    means = mean_of(metrics_of(program, "data"), weights)
    if not loss.set_metrics:
        yield SetMean(mean=means, origin="evaluate")
        return
    yield SetMeans(mean=means, origin="evaluate")
    if loss.eval_output_split and not all(metric.takes_raw_outputs for metric in loss.set_metrics):
        yield split_of(program, loss.eval_output_split, "evaluate.metrics", rows_target(program))
    yield SetMetrics(metrics=tuple(_set_formulas(program)), origin="evaluate")


def _set_formulas(program: Program) -> Iterator[Formula]:
    loss, target = supervised(program), rows_target(program)
    std = Name("state.target_scaler.std") if program.data.required_target.statistics else None
    weight = data_weight(program, "data")
    for metric in loss.set_metrics:
        yield formula_of(program, metric, target, std, weight)


def metrics_of(program: Program, rows: str) -> Expr:
    """The metrics of each example of `rows`, a batch or a set, which is scored by the plain loss."""
    loss = supervised(program)
    arguments = [loss.outputs, f"{rows}.{program.data.required_target.column.name}"]
    if loss.scheduled_values:
        arguments.insert(0, "state.step")
    if rescales(program):
        arguments.append("state.target_scaler.std")
    if rows != "batch" or not loss.training_values:
        return pattern(f"compute_metrics({', '.join(arguments)}, ...)")
    given = {item.name: item.value for item in loss.training_values}
    keywords = ", ".join(f"{name}={name}_value" for name in given)
    values = {f"{name}_value": value for name, value in given.items()}
    call = pattern(f"compute_metrics({', '.join(arguments)}, ..., {keywords})")
    return substitute(call, **values)
