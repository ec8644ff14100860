"""Samples of an invertible model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.samples import SampleFunction, in_units
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.flow import Dequantization, NormalizingFlow
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        result: samples as in the data, of the latents `z`.
    """

    template: ClassVar[str] = "samplers/inverse"
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
    else:
        result = in_units(program, result)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        shape=sampler.shape,
        result=result,
        origin=sampler.origin,
    )
