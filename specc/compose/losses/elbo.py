"""The evidence lower bound: metrics of each example, in training and over a set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, Forward, normalized
from specc.compose.losses.common import Mean, Scheduled
from specc.compose.weights import mean_of, weighting_nodes, weights_of
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.generation import Elbo
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class ElboMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        step: the parameter for the step, if a number follows a schedule.
        axes: of an example, in a batch.
        loss: what is minimized.
    """

    template: ClassVar[str] = "loss/generation/elbo"
    model: str
    input: str
    step: tuple[str, ...]
    axes: Expr
    loss: Expr


@dataclass(frozen=True, kw_only=True)
class EvaluateElbo(EvaluatedNetwork):
    """The function that evaluates a set.

    Attributes:
        call: the metrics of one example, with the key `key`.
        mean: over the set.
    """

    template: ClassVar[str] = "loss/generation/evaluate"
    input: str
    call: Expr
    mean: Expr


def nodes(program: Program, _: Loss) -> Iterator[Renderable]:
    """The function that measures examples, and the number that follows a schedule."""
    loss = _loss(program)
    for item in loss.scheduled_values:
        yield Scheduled(name=item.name, schedule=item.schedule, origin=item.origin)
    beta = loss.beta or (Name("beta") if loss.scheduled_values else None)
    nats: Expr = pattern("reconstruction + kl")
    if beta is not None:
        nats = pattern("reconstruction + beta * kl", beta=beta, origin=f"{loss.origin}.beta")
    shape = program.data.input.shape
    yield ElboMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        input=program.data.input.name,
        step=("step",) if loss.scheduled_values else (),
        axes=pattern(f"{tuple(range(1, len(shape) + 1))}" if len(shape) > 1 else "-1"),
        loss=nats,
        origin=loss.origin,
    )
    yield from weighting_nodes(program)


def forward(program: Program) -> Forward:
    """The metrics of the batch's examples."""
    step = (Name("state.step"),) if _loss(program).scheduled_values else ()
    return Forward(
        result="metrics",
        callee=Name("compute_metrics"),
        leading=(*step, Name("model")),
        trailing=(pattern('draw_key(state, "latent")'), Name("...")),
    )


def mean(program: Program) -> Iterator[Renderable]:
    """Their means."""
    weights = weights_of(program, "batch")
    yield Mean(metrics=Name("metrics"), weights=weights, origin="task.loss")


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    if not program.data.eval_sets:
        return
    [update] = program.updates
    name = program.data.input.name
    x = normalized(program, pattern(f"{name}[None]"))
    step = "state.step, " if _loss(program).scheduled_values else ""
    yield EvaluateElbo(
        input=name,
        eval_params=update.optimizer.eval_params or Name("state.params"),
        call=pattern(f"compute_metrics({step}model, x, key, ...)", x=x),
        mean=mean_of(Name("metrics"), weights_of(program, "data")),
        origin="evaluate",
    )


def measured(program: Program) -> tuple[str, ...]:
    """What the function that measures examples takes."""
    step = ("step",) if _loss(program).scheduled_values else ()
    return (*step, "model", "input", "key")


def _loss(program: Program) -> Elbo:
    [loss] = program.losses
    assert isinstance(loss, Elbo)
    return loss
