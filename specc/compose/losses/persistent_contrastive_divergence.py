"""Persistent contrastive divergence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from specc.compose.forward import (
    EvaluatedNetwork,
    Forward,
    conditioned,
    conditions,
    normalized,
)
from specc.compose.langevin import call, functions
from specc.compose.losses.contrastive_divergence import regularization
from specc.compose.losses.examples import mean
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.energy import PersistentContrastiveDivergence
from specc.ir.expr import Expr, Name
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class PersistentMetrics(Node):
    """The functions that measure each example and continue chains.

    Attributes:
        input: what the examples are called.
        conditions: what the model is given besides.
        size: of the buffer.
        reinitialized: the share of chains that begin anew.
        ones: extents of an example as a mask has them.
        chains: those of the rows of a step.
        continued: the ends of chains from `x`.
        energy: of the examples.
        negative_energy: of these ends.
    """

    template: ClassVar[str] = "loss/generation/persistent_contrastive_divergence"
    model: str
    input: str
    conditions: tuple[str, ...]
    size: Expr
    reinitialized: Expr
    ones: tuple[int, ...]
    chains: Expr
    continued: Expr
    energy: Expr
    negative_energy: Expr


@dataclass(frozen=True, kw_only=True)
class EnergyDistance(Node):
    """The function that compares two sets."""

    template: ClassVar[str] = "loss/generation/energy_distance"


@dataclass(frozen=True, kw_only=True)
class EvaluateChains(EvaluatedNetwork):
    """The function that evaluates a set; `x` are its examples as the model takes them."""

    template: ClassVar[str] = "loss/generation/evaluate_chains"
    input: str
    x: Expr


@dataclass(frozen=True, kw_only=True)
class EvaluateChainsOfClasses(EvaluateChains):
    """The same with labels.

    Attributes:
        label: what they are called.
        classes: how many there are.
    """

    template: ClassVar[str] = "loss/generation/evaluate_chains_of_classes"
    label: str
    classes: int
    size: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The functions that measure examples and continue chains."""
    assert isinstance(loss, PersistentContrastiveDivergence)
    yield from functions(program, loss.origin, noise=True)
    data, given = program.data, conditions(program)
    yield PersistentMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=data.input.name,
        conditions=given,
        size=loss.size,
        reinitialized=loss.reinitialized,
        ones=tuple(1 for _ in data.input.shape),
        chains=pattern(f"state.buffer[{', '.join((*given, 'rows'))}]"),
        continued=call(program, loss.langevin, Name("x"), Name("chain_key")),
        energy=conditioned(program, "model", data.input.name),
        negative_energy=conditioned(program, "model", "negatives"),
        origin=loss.origin,
    )
    yield from regularization(loss)
    yield from weighting_nodes(program)
    if data.eval_sets:
        yield EnergyDistance(origin="evaluate")


def forward(program: Program) -> Forward:
    """The metrics of the batch's examples, each with the end of a chain."""
    given = (Name(f"batch.{name}") for name in conditions(program))
    return Forward(
        result="metrics",
        callee=Name("compute_metrics"),
        leading=(Name("model"),),
        trailing=(*given, Name("negatives"), Name("...")),
    )


def measured(_program: Program) -> tuple[str, ...]:
    """Nothing: examples are compared with chains, and not measured by themselves."""
    return ()


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    if not program.data.eval_sets:
        return
    [update], [loss] = program.updates, program.losses
    assert isinstance(loss, PersistentContrastiveDivergence)
    name = program.data.input.name
    shared: dict[str, Any] = {
        "input": name,
        "eval_params": update.optimizer.eval_params or Name("state.params"),
        "x": normalized(program, Name(f"data.{name}")),
        "origin": "evaluate",
    }
    column = program.data.column("condition")
    if column is None:
        yield EvaluateChains(**shared)
    else:
        classes = program.data.required_target.outputs
        yield EvaluateChainsOfClasses(**shared, label=column.name, classes=classes, size=loss.size)
