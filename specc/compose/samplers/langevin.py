"""Samples that are the ends of chains of Langevin dynamics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork
from specc.compose.langevin import call, functions, words
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.energy import LangevinSampler
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(EvaluatedNetwork):
    """The function that draws.

    Attributes:
        noun: what samples are.
        shape: of a sample.
        start: what chains begin at.
        chain: the end of a chain from `x`, as a batch of one.
        before: the line that names the ends, if there is more to do.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/langevin"
    noun: str
    shape: tuple[int, ...]
    start: str
    chain: Expr
    before: tuple[Line, ...]
    result: Expr

    @property
    def extents(self) -> str:
        """The shape of what it returns."""
        return ", ".join(map(str, ("count", *self.shape)))


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function, and those that it calls."""
    assert isinstance(sampler, LangevinSampler)
    update = program.update_of(sampler.network)
    result: Expr = pattern("jax.vmap(draw)(keys)")
    before: tuple[Line, ...] = ()
    if program.data.normalization.statistics:
        before = (Line(names=("x",), value=result, origin=sampler.origin),)
        scaled = "x * state.scaler.std + state.scaler.mean"
        result = pattern(scaled, origin=program.data.normalization.origin)
    yield from functions(program, sampler.origin, noise=True)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        noun="Images" if len(sampler.shape) > 1 else "Points",
        shape=sampler.shape,
        start=words(program),
        chain=call(program, sampler.langevin, Name("x"), Name("chain_key")),
        before=before,
        result=result,
        origin=sampler.origin,
    )
