"""Flow matching."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions
from specc.compose.losses.examples import axes, evaluation, forward, mean, measured
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.flow_matching import FlowMatching
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class Path:
    """The lines of a path from noise to data, and of its velocity."""

    folder: ClassVar[str] = "loss/generation/paths/"
    template: str
    input: str
    origin: str = "task.loss.path"


@dataclass(frozen=True, kw_only=True)
class FlowMatchingMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        conditions: what the model is given besides.
        predicted: the velocity that it gives.
        times: of the examples.
        axes: of an example, in a batch.
    """

    template: ClassVar[str] = "loss/generation/flow_matching"
    model: str
    input: str
    conditions: tuple[str, ...]
    predicted: Expr
    path: Path
    times: Expr
    axes: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples."""
    assert isinstance(loss, FlowMatching)
    yield from loss.times.functions
    name = program.data.input.name
    ones = ", ".join("1" for _ in program.data.input.shape)
    yield FlowMatchingMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=name,
        conditions=conditions(program),
        predicted=conditioned(program, "model", "x", "t.reshape(-1)"),
        path=Path(template=loss.path, input=name),
        times=substitute(loss.times.draw, shape=pattern(f"(len({name}), {ones})")),
        axes=axes(program),
        origin=loss.origin,
    )
    yield from weighting_nodes(program)
