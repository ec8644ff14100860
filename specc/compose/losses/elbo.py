"""The evidence lower bound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions
from specc.compose.losses.common import Scheduled
from specc.compose.losses.examples import axes, evaluation, forward, mean, measured
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.generation import Elbo
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]


@dataclass(frozen=True, kw_only=True)
class ElboMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        step: the parameter for the step, if a number follows a schedule.
        conditions: what the model is given besides.
        encoded: mean and log-variance of the posterior.
        decoded: what the decoder gives for a latent.
        axes: of an example, in a batch.
        loss: what is minimized.
    """

    template: ClassVar[str] = "loss/generation/elbo"
    model: str
    input: str
    step: tuple[str, ...]
    conditions: tuple[str, ...]
    encoded: Expr
    decoded: Expr
    axes: Expr
    loss: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples, and the number that follows a schedule."""
    assert isinstance(loss, Elbo)
    for item in loss.scheduled_values:
        yield Scheduled(name=item.name, schedule=item.schedule, origin=item.origin)
    beta = loss.beta or (Name("beta") if loss.scheduled_values else None)
    nats: Expr = pattern("reconstruction + kl")
    if beta is not None:
        nats = pattern("reconstruction + beta * kl", beta=beta, origin=f"{loss.origin}.beta")
    name = program.data.input.name
    yield ElboMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=name,
        conditions=conditions(program),
        encoded=conditioned(program, "model.encode", name),
        decoded=conditioned(program, "model.decode", "z"),
        step=("step",) if loss.scheduled_values else (),
        axes=axes(program),
        loss=nats,
        origin=loss.origin,
    )
    yield from weighting_nodes(program)
