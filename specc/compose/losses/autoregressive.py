"""The likelihood of images, pixel by pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditions
from specc.compose.losses.examples import axes
from specc.compose.losses.without_draws import (
    evaluation,
    forward,
    mean,
    measured,
    outputs,
    parameters,
)
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.autoregressive import Autoregressive
from specc.ir.expr import Expr
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class AutoregressiveMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        conditions: what the model is given besides.
        parameters: those for training alone.
        logits: what the model gives for the examples.
        levels: number of values of a pixel.
        axes: of an example, in a batch.
        size: number of pixels, those of each channel counted.
    """

    template: ClassVar[str] = "loss/generation/autoregressive"
    model: str
    input: str
    conditions: tuple[str, ...]
    parameters: tuple[Renderable, ...]
    logits: Expr
    levels: int
    axes: Expr
    size: int


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples."""
    assert isinstance(loss, Autoregressive)
    yield AutoregressiveMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=program.data.input.name,
        conditions=conditions(program),
        parameters=parameters(program),
        logits=outputs(program),
        levels=loss.levels,
        axes=axes(program),
        size=math.prod(program.data.input.shape),
        origin=loss.origin,
    )
    yield from weighting_nodes(program)
