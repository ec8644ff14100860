"""Denoising score matching."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions
from specc.compose.langevin import score
from specc.compose.losses.examples import axes, evaluation, forward, mean, measured
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.energy import DenoisingScoreMatching
from specc.ir.expr import Expr
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class ScoreMatchingMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        conditions: what the model is given besides.
        sigma: the standard deviation of the noise.
        scores: of noisy examples.
        axes: of an example, in a batch.
    """

    template: ClassVar[str] = "loss/generation/denoising_score_matching"
    model: str
    input: str
    conditions: tuple[str, ...]
    sigma: Expr
    scores: Expr
    axes: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples, and the score."""
    assert isinstance(loss, DenoisingScoreMatching)
    yield score(program, loss.origin)
    yield ScoreMatchingMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=program.data.input.name,
        conditions=conditions(program),
        sigma=loss.sigma,
        scores=conditioned(program, "score", "model", "noisy"),
        axes=axes(program),
        origin=loss.origin,
    )
    yield from weighting_nodes(program)
