"""Samples that are the ends of chains of Langevin dynamics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditions
from specc.compose.langevin import call, functions, words
from specc.compose.samples import SampleFunction, finished
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.energy import LangevinSampler
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        conditions: what the model is given besides.
        start: what chains begin at.
        chain: the end of a chain from `x`, as a batch of one.
        before: the line that names the ends, if there is more to do.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/langevin"
    conditions: tuple[str, ...]
    start: str
    chain: Expr
    before: tuple[Line, ...]
    result: Expr


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function, and those that it calls."""
    assert isinstance(sampler, LangevinSampler)
    update = program.update_of(sampler.network)
    given = conditions(program)
    drawn = pattern(f"jax.vmap(draw)({', '.join(('keys', *given))})")
    before, result = finished(program, sampler, drawn)
    alone = (pattern(f"{name}[None]") for name in given)
    yield from functions(program, sampler.origin, noise=True)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        conditions=given,
        shape=sampler.shape,
        start=words(program),
        chain=call(program, sampler.langevin, Name("x"), Name("chain_key"), *alone),
        before=before,
        result=result,
        origin=sampler.origin,
    )
