"""The error of reconstructions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.losses.examples import axes, evaluation, forward, mean, measured
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.autoencoder import Reconstruction
from specc.ir.expr import Expr, Name
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class ReconstructionMetrics(Node):
    """The function that measures each example.

    Attributes:
        error: of each value, of `model`.
        axes: of an example, in a batch.
    """

    template: ClassVar[str] = "loss/generation/reconstruction"
    model: str
    input: str
    error: Expr
    axes: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples."""
    assert isinstance(loss, Reconstruction)
    x = Name(program.data.input.name)
    outputs = pattern("model.decode(model.encode(x))", x=x)
    yield ReconstructionMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=x.name,
        error=substitute(loss.error, outputs=outputs, x=x),
        axes=axes(program),
        origin=loss.origin,
    )
    yield from weighting_nodes(program)
