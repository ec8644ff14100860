"""The evidence lower bound."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import Forward, conditioned, conditions, normalized
from specc.compose.losses import examples
from specc.compose.losses.common import Scheduled
from specc.compose.losses.examples import EvaluateExamples, axes, mean, measured
from specc.compose.losses.formulas import TrainingParameter
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Expr, Name
from specc.ir.generation import Elbo
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]

_BOUND = (
    "The loss is the negative evidence lower bound of Kingma and Welling (2014), estimated with one sample "
    "of the posterior."
)
_FREE = (
    " Free bits (Kingma et al. 2016) are for training: there the KL divergence of a latent dimension, "
    "averaged over the batch, counts as `free_bits` at least."
)


@dataclass(frozen=True, kw_only=True)
class Divergence:
    """The lines of the KL divergence."""

    folder: ClassVar[str] = "loss/generation/divergence/"
    template: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class ElboMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        step: the parameter for the step, if a number follows a schedule.
        conditions: what the model is given besides.
        free_bits: the parameter for what costs nothing, if there is any.
        description: the second paragraph of its docstring.
        encoded: mean and log-variance of the posterior.
        nats: the negative log-likelihood of each value, of latents `z`.
        axes: of an example, in a batch.
        loss: what is minimized.
    """

    template: ClassVar[str] = "loss/generation/elbo"
    model: str
    input: str
    step: tuple[str, ...]
    conditions: tuple[str, ...]
    free_bits: tuple[TrainingParameter, ...]
    description: str
    encoded: Expr
    nats: Expr
    axes: Expr
    divergence: Divergence
    loss: Expr


@dataclass(frozen=True, kw_only=True)
class LikelihoodFunction(Node):
    """A function that a likelihood calls."""

    template: ClassVar[str] = "loss/generation/definition"
    body: Renderable


@dataclass(frozen=True, kw_only=True)
class ImportanceWeighted(Node):
    """The function of the importance-weighted bound; `samples` are those of the posterior."""

    template: ClassVar[str] = "loss/generation/importance_weighted"
    model: str
    input: str
    conditions: tuple[str, ...]
    encoded: Expr
    nats: Expr
    axes: Expr
    samples: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples, and the number that follows a schedule."""
    assert isinstance(loss, Elbo)
    for item in loss.scheduled_values:
        yield Scheduled(name=item.name, schedule=item.schedule, origin=item.origin)
    model, name = program.network(loss.networks[0]).model.class_name, program.data.input.name
    given, encoded = conditions(program), conditioned(program, "model.encode", name)
    likelihood = loss.likelihood
    for part in likelihood.definitions:
        yield LikelihoodFunction(body=part, origin=part.origin)
    outputs = conditioned(program, "model.decode", "z")
    nats = substitute(likelihood.nats, outputs=outputs, x=Name(name))
    free = f"{loss.origin}.free_bits"
    yield ElboMetrics(
        model=model,
        input=name,
        conditions=given,
        encoded=encoded,
        step=("step",) if loss.scheduled_values else (),
        free_bits=(TrainingParameter(name="free_bits", origin=free),) if loss.free_bits else (),
        description=f"{_BOUND} {likelihood.note}{_FREE if loss.free_bits else ''}",
        nats=nats,
        axes=axes(program),
        divergence=Divergence(template="free_bits", origin=free)
        if loss.free_bits
        else Divergence(template="plain", origin=loss.origin),
        loss=_minimized(loss),
        origin=loss.origin,
    )
    if loss.importance_samples is not None and program.data.eval_sets:
        yield ImportanceWeighted(
            model=model,
            input=name,
            conditions=given,
            encoded=encoded,
            nats=nats,
            axes=axes(program),
            samples=loss.importance_samples,
            origin=f"{loss.origin}.importance_samples",
        )
    yield from weighting_nodes(program)


def _minimized(loss: Elbo) -> Expr:
    """The loss, of the reconstruction and the divergence."""
    beta = loss.beta or (Name("beta") if loss.scheduled_values else None)
    kl = Name("kl") if loss.free_bits is None else Name("constrained_kl")
    if beta is None:
        return pattern("reconstruction + kl", kl=kl)
    origin = f"{loss.origin}.beta"
    return pattern("reconstruction + beta * kl", beta=beta, kl=kl, origin=origin)


def forward(program: Program) -> Forward:
    """The metrics of the batch's examples; only training has free bits."""
    [loss] = program.losses
    assert isinstance(loss, Elbo)
    call = examples.forward(program)
    if loss.free_bits is None:
        return call
    return dataclasses.replace(call, arguments=(Argument("free_bits", loss.free_bits),))


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    [loss] = program.losses
    assert isinstance(loss, Elbo)
    name = program.data.input.name
    for node in examples.evaluation(program):
        if isinstance(node, EvaluateExamples) and loss.importance_samples is not None:
            given = "".join(f"{item}[None], " for item in conditions(program))
            bound = pattern(
                f"{{**metrics, 'iw_elbo': importance_weighted_elbo(model, x, {given}key, ...)}}",
                metrics=node.call,
                x=normalized(program, pattern(f"{name}[None]")),
                origin=f"{loss.origin}.importance_samples",
            )
            yield dataclasses.replace(node, call=bound)
        else:
            yield node
