"""The likelihood of normalizing flows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import ModuleType
from typing import ClassVar

from specc.compose.forward import Forward
from specc.compose.losses import examples, without_draws
from specc.compose.losses.examples import axes, mean
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.flow import NormalizingFlow
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class Definition(Node):
    """A function in the section of the loss."""

    template: ClassVar[str] = "loss/definition"
    body: Renderable


@dataclass(frozen=True, kw_only=True)
class Density(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        axes: of an example, in a batch.
        size: numbers in an example.
    """

    template: ClassVar[str] = "loss/generation/normalizing_flow"
    model: str
    input: str
    axes: Expr
    size: int


@dataclass(frozen=True, kw_only=True)
class DensityOfLevels(Density):
    """The same of dequantized pixels."""

    template: ClassVar[str] = "loss/generation/normalizing_flow_of_levels"


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that dequantizes, if there is one, and the one that measures examples."""
    assert isinstance(loss, NormalizingFlow)
    kind = Density
    if loss.dequantization is not None:
        kind = DensityOfLevels
        yield Definition(body=loss.dequantization, origin=loss.dequantization.origin)
    yield kind(
        model=program.network(loss.networks[0]).model.class_name,
        input=program.data.input.name,
        axes=axes(program),
        size=math.prod(program.data.input.shape),
        origin=loss.origin,
    )
    yield from weighting_nodes(program)


def forward(program: Program) -> Forward:
    """The metrics of the batch's examples."""
    found: Forward = _measuring(program).forward(program)
    return found


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    yield from _measuring(program).evaluation(program)


def measured(program: Program) -> tuple[str, ...]:
    """What the function that measures examples takes."""
    found: tuple[str, ...] = _measuring(program).measured(program)
    return found


def _measuring(program: Program) -> ModuleType:
    """How examples are measured: with random draws, or without."""
    [loss] = program.losses
    return examples if loss.draws else without_draws
