"""Weights of examples and classes, and the means that they enter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Constant
from specc.compose.losses.formulas import Entry, Parameter
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal, Name
from specc.ir.loss import ClassWeights, Counted, Supervised
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute_free
from specc.ir.program import Program

_TABLE = 10  # class weights in a line


@dataclass(frozen=True, kw_only=True)
class ComputeWeights(Node):
    """The function that says how much each example counts in each metric."""

    template: ClassVar[str] = "loss/compute_weights"
    parameters: tuple[Parameter, ...]
    what: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class SafeDivisor(Node):
    """The function that gives sums of weights to divide by."""

    template: ClassVar[str] = "loss/safe_divisor"


@dataclass(frozen=True, kw_only=True)
class WeightedMean(Node):
    """The function that takes means where all metrics have the same weights."""

    template: ClassVar[str] = "loss/weighted_mean"


@dataclass(frozen=True, kw_only=True)
class WeightedMeanByMetric(Node):
    """The function that takes means where each metric has weights of its own."""

    template: ClassVar[str] = "loss/weighted_mean_by_metric"


@dataclass(frozen=True, kw_only=True)
class ClassWeightTable(Node):
    """The weights of many classes."""

    template: ClassVar[str] = "loss/class_weights"
    rows: tuple[tuple[float, ...], ...]


def class_weights(program: Program) -> ClassWeights | None:
    """The weights of the classes, where a loss has any."""
    found = (loss.weights for loss in program.losses if isinstance(loss, Supervised))
    return next(found, None)


def weights_of(program: Program, rows: str) -> Expr | None:
    """How much each example of `rows` counts, as `weighted_mean` takes it; None if all count the same."""
    data = program.data
    weight = [f"{rows}.weight"] if data.weight else []
    if counted := _counted(program):
        return substitute_free(counted.weight, batch=Name(rows))
    if class_weights(program) is None:
        return pattern(weight[0]) if weight else None
    of_class = ["state.class_weight"] if data.required_target.balance else []
    arguments = [f"{rows}.{data.required_target.column.name}", *weight, *of_class]
    return pattern(f"compute_weights({', '.join(arguments)})")


def mean_of(metrics: Expr, weights: Expr | None) -> Expr:
    """Means of metrics over examples."""
    if weights is None:
        return pattern("jax.tree.map(jnp.mean, metrics)", metrics=metrics)
    return pattern("weighted_mean(metrics, weights)", metrics=metrics, weights=weights)


def weights_origin(program: Program) -> str:
    """What asks for weighted means; empty if nothing does."""
    if program.data.weight is not None:
        return program.data.weight.origin
    weights = class_weights(program) or _counted(program)
    return weights.origin if weights else ""


def _counted(program: Program) -> Counted | None:
    """What counts of examples, where a loss says that."""
    return next((loss.counted for loss in program.losses if loss.counted), None)


def weighting_nodes(program: Program) -> Iterator[Renderable]:
    """The functions for weighted means, and the weights of the classes."""
    origin, weights = weights_origin(program), class_weights(program)
    if not origin:
        return
    if weights is None:
        yield SafeDivisor(origin=origin)
        yield WeightedMean(origin=origin)
        return
    if weights.values is not None:
        yield _constant(weights.values, weights.origin)
    yield _compute_weights(program)
    yield SafeDivisor(origin=origin)
    yield WeightedMeanByMetric(origin=origin)


def _constant(values: tuple[float, ...], origin: str) -> Renderable:
    if len(values) <= _TABLE:
        return Constant(name="CLASS_WEIGHTS", value=Literal(values), origin=origin)
    rows = tuple(values[start : start + _TABLE] for start in range(0, len(values), _TABLE))
    return ClassWeightTable(rows=rows, origin=origin)


def _compute_weights(program: Program) -> ComputeWeights:
    weights, data = class_weights(program), program.data
    assert weights is not None
    y, balanced = data.required_target.column.name, data.required_target.balance is not None
    loss = pattern(f"class_weight[{y}]" if balanced else f"jnp.array(CLASS_WEIGHTS)[{y}]")
    names = [y, *(["weight"] if data.weight else []), *(["class_weight"] if balanced else [])]
    other: Expr = pattern(f"jnp.ones(len({y}))")
    what = "in the loss by class"
    if data.weight:
        loss, other = pattern("weight * x", x=loss), Name("weight")
        what = "in the loss also by class"
    [loss_of_run] = program.losses
    assert isinstance(loss_of_run, Supervised)
    terms = {"loss"} | {term.metric.name for term in loss_of_run.terms}
    return ComputeWeights(
        parameters=tuple(Parameter(name=name) for name in names),
        what=what,
        entries=tuple(
            Entry(name=name, value=loss if name in terms else other, origin=weights.origin)
            for name in program.losses[0].names
        ),
        origin=weights.origin,
    )
