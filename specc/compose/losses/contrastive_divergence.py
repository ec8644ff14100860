"""Contrastive divergence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions
from specc.compose.langevin import call, functions
from specc.compose.losses.examples import evaluation, forward, mean, measured
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.energy import ContrastiveDivergence
from specc.ir.expr import Expr, Name
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class ContrastiveMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        conditions: what the model is given besides.
        chains: the ends of chains from the examples.
        energy: of the examples.
        negative_energy: of these ends.
    """

    template: ClassVar[str] = "loss/generation/contrastive_divergence"
    model: str
    input: str
    conditions: tuple[str, ...]
    chains: Expr
    energy: Expr
    negative_energy: Expr


@dataclass(frozen=True, kw_only=True)
class EnergyRegularization(Node):
    """The squares of energies in the loss."""

    template: ClassVar[str] = "loss/generation/energy_regularization"
    weight: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples, and the chains."""
    assert isinstance(loss, ContrastiveDivergence)
    yield from functions(program, loss.origin, noise=False)
    name = program.data.input.name
    yield ContrastiveMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=name,
        conditions=conditions(program),
        chains=call(program, loss.langevin, Name(name), Name("key")),
        energy=conditioned(program, "model", name),
        negative_energy=conditioned(program, "model", "negatives"),
        origin=loss.origin,
    )
    yield from regularization(loss)
    yield from weighting_nodes(program)


def regularization(loss: ContrastiveDivergence) -> Iterator[EnergyRegularization]:
    """The squares of energies, if they have a weight."""
    if loss.regularization is not None:
        origin = f"{loss.origin}.energy_regularization"
        yield EnergyRegularization(weight=loss.regularization, origin=origin)
