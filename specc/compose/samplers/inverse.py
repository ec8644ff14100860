"""Samples of an invertible model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.flow import Dequantization, NormalizingFlow
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(EvaluatedNetwork):
    """The function that draws.

    Attributes:
        noun: what samples are.
        extents: the shape of what it returns.
        shape: of a sample.
        result: samples as in the data, of the latents `z`.
    """

    template: ClassVar[str] = "samplers/inverse"
    noun: str
    extents: str
    shape: Expr
    result: Expr


@dataclass(frozen=True, kw_only=True)
class Quantize:
    """The function that makes images of what a model of dequantized images gives.

    Attributes:
        levels: of a pixel.
        alpha: the least value of which the logit was taken.
    """

    folder: ClassVar[str] = Dequantization.folder
    template: str
    levels: int
    alpha: Expr
    origin: str


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function, and one that it calls."""
    [loss] = program.losses
    assert isinstance(loss, NormalizingFlow)
    update = program.update_of(sampler.network)
    result: Expr = pattern("model.invert(z)", origin=sampler.origin)
    if (dequantized := loss.dequantization) is not None:
        result = pattern("quantize(x, ...)", x=result, origin=dequantized.origin)
        yield Quantize(
            template=dequantized.inverse,
            levels=dequantized.levels,
            alpha=dequantized.alpha,
            origin=dequantized.origin,
        )
    elif program.data.normalization.statistics:
        scaled = "x * state.scaler.std + state.scaler.mean"
        result = pattern(scaled, x=result, origin=program.data.normalization.origin)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        noun="Images" if len(sampler.shape) > 1 else "Points",
        extents=", ".join(map(str, ("count", *sampler.shape))),
        shape=pattern(str(sampler.shape)),
        result=result,
        origin=sampler.origin,
    )
