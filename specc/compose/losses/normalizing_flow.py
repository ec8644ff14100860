"""The likelihood of normalizing flows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.dequantization import dequantize_function
from specc.compose.forward import conditioned, conditions
from specc.compose.losses.examples import axes, evaluation, forward, mean, measured
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.flow import NormalizingFlow
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class Density(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        conditions: what the model is given besides.
        transformed: latents and log-determinants.
        axes: of an example, in a batch.
        size: numbers in an example.
    """

    template: ClassVar[str] = "loss/generation/normalizing_flow"
    model: str
    input: str
    conditions: tuple[str, ...]
    transformed: Expr
    axes: Expr
    size: int


@dataclass(frozen=True, kw_only=True)
class DensityOfLevels(Density):
    """The same of dequantized pixels."""

    template: ClassVar[str] = "loss/generation/normalizing_flow_of_levels"


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that dequantizes, if there is one, and the one that measures examples."""
    assert isinstance(loss, NormalizingFlow)
    name = program.data.input.name
    kind, x = (Density, name) if loss.dequantization is None else (DensityOfLevels, "x")
    yield from dequantize_function(loss)
    yield kind(
        model=program.network(loss.networks[0]).model.class_name,
        input=name,
        conditions=conditions(program),
        transformed=conditioned(program, "model.transform", x),
        axes=axes(program),
        size=math.prod(program.data.input.shape),
        origin=loss.origin,
    )
    yield from weighting_nodes(program)
