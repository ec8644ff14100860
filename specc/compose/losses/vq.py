"""Vector quantization."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.losses import examples
from specc.compose.losses.common import Mean
from specc.compose.losses.examples import EvaluateExamples, axes, forward
from specc.fast_dataclasses import dataclass
from specc.ir.autoencoder import VectorQuantization
from specc.ir.expr import Expr, Name
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.perceptron import Vqvae
from specc.ir.program import Program

__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]

_MEAN = pattern("mean_metrics(metrics)")


@dataclass(frozen=True, kw_only=True)
class VqMetrics(Node):
    """The function that measures each example.

    Attributes:
        error: of each value, of `outputs`.
        axes: of an example, in a batch.
        codes: vectors in the codebook.
        loss: what is minimized.
    """

    template: ClassVar[str] = "loss/generation/vq"
    model: str
    input: str
    error: Expr
    axes: Expr
    codes: Expr
    loss: Expr


@dataclass(frozen=True, kw_only=True)
class CodebookTerm(Node):
    """The term that moves a codebook by gradients."""

    template: ClassVar[str] = "loss/generation/codebook_term"


@dataclass(frozen=True, kw_only=True)
class MeanMetrics(Node):
    """The function that takes means, and the perplexity of all examples."""

    template: ClassVar[str] = "loss/generation/mean_metrics"


@dataclass(frozen=True, kw_only=True)
class MeanLine(Mean):
    """Its call in the loss of a batch."""

    @property
    def mean(self) -> Expr:
        """The means."""
        return _MEAN


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures examples, and the one that takes their means."""
    assert isinstance(loss, VectorQuantization)
    model, name = program.network(loss.networks[0]).model, program.data.input.name
    assert isinstance(model, Vqvae)
    minimized = "reconstruction + weight * commitment"
    if model.decay is None:
        minimized = "reconstruction + codebook + weight * commitment"
        yield CodebookTerm(origin=loss.origin)
    yield VqMetrics(
        model=model.class_name,
        input=name,
        error=substitute(loss.error, x=Name(name)),
        axes=axes(program),
        codes=model.codes,
        loss=pattern(minimized, weight=loss.commitment),
        origin=loss.origin,
    )
    yield MeanMetrics(origin=loss.origin)


def mean(_: Program) -> Iterator[Renderable]:
    """Means over the batch, and its perplexity."""
    yield MeanLine(metrics=Name("metrics"), weights=None, origin="task.loss")


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated; the perplexity is that of the whole set."""
    for node in examples.evaluation(program):
        assert isinstance(node, EvaluateExamples)
        yield dataclasses.replace(node, mean=_MEAN)


def measured(_: Program) -> tuple[str, ...]:
    """Nothing that could be checked: what codes an example uses is no number."""
    return ()
