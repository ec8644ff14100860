"""Gradients of micro-batches, added up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.step import DrawKey, Line
from specc.compose.weights import class_weights, mean_of, weights_of
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name, Symbol
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.step import AccumulatedGradients

_ADD = Symbol("jax.numpy", "add")
_ZEROS = Symbol("jax.numpy", "zeros_like")


@dataclass(frozen=True, kw_only=True)
class Accumulate(Node):
    """The function that computes them.

    Attributes:
        count: how many micro-batches there are.
        zeros: function that initializes the sums from the parameters.
        weight_lines: assignment of the weight of a micro-batch, if examples have weights.
        added: adds the gradients of a micro-batch to the sums.
        scan_output: output of the scan for each micro-batch.
        total: what all of them weigh.
        grads: expression for the gradients, from the sums.
        metrics: of the batch.
    """

    template: ClassVar[str] = "step/accumulate"
    count: Expr
    zeros: Expr
    weight_lines: tuple[Line, ...]
    added: Expr
    scan_output: Expr
    total: tuple[Line, ...]
    grads: Expr
    metrics: Expr


def nodes(program: Program) -> Iterator[Renderable]:
    """If the spec asks for them."""
    [update] = program.updates
    gradients = update.gradients
    if not isinstance(gradients, AccumulatedGradients):
        return
    origin = gradients.origin
    precision = program.precision
    zeros: Expr = _ZEROS
    if summed := precision and precision.accumulation:
        zeros = pattern("lambda p: jnp.zeros(p.shape, dtype)", dtype=summed)
    params = precision.params if precision else None
    weights = weights_of(program, "batch")
    by_metric = class_weights(program) is not None
    narrow = params is not None and (summed is not None or weights is not None)
    weighed: tuple[Line, ...] = ()
    total: tuple[Line, ...] = ()
    weight: Expr | None = None
    by: Expr = gradients.micro_batches
    returned = "metrics"
    if weights is not None:
        name = "weights" if by_metric else "weight"
        sums = "jax.tree.map(jnp.sum, weights)" if by_metric else "weights.sum()"
        value = pattern(sums, weights=weights)
        weighed = (Line(names=(name,), value=value, origin=origin),)
        weight = Name('weights["loss"]' if by_metric else "weight")
        returned = f"(metrics, {name})"
        sum_ = pattern("safe_divisor(weight.sum())", weight=weight)
        total = (Line(names=("total_weight",), value=sum_, origin=origin),)
        by = Name("total_weight")
        weights = Name(name)
    yield DrawKey(origin=origin)
    yield Accumulate(
        count=gradients.micro_batches,
        zeros=zeros,
        weight_lines=weighed,
        added=_added(weight, params is not None and weight is not None, summed is not None),
        scan_output=pattern(returned),
        total=total,
        grads=_divided(by, narrow),
        metrics=mean_of(Name("metrics"), weights),
        origin=origin,
    )


def _added(weight: Expr | None, promotes: bool, wide: bool) -> Expr:
    """Adds gradients to sums, in the dtype of these."""
    if weight is None:
        return pattern("lambda total, g: total + g.astype(total.dtype)") if wide else _ADD
    if promotes:
        return pattern("lambda total, g: (total + w * g).astype(total.dtype)", w=weight)
    return pattern("lambda total, g: total + w * g", w=weight)


def _divided(by: Expr, narrow: bool) -> Expr:
    """The sums over a number; in the dtype of the parameters, if that is another one."""
    if narrow:
        divided = "jax.tree.map(lambda total, p: (total / n).astype(p.dtype), sums, state.params)"
        return pattern(divided, n=by)
    return pattern("jax.tree.map(lambda total: total / n, sums)", n=by)
