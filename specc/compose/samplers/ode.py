"""Samples that solve a differential equation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.dequantization import quantize_function
from specc.compose.forward import conditioned, conditions
from specc.compose.samples import SampleFunction, finished
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.sampler import OdeSampler, Sampler


@dataclass(frozen=True, kw_only=True)
class Solver:
    """The lines of a step."""

    folder: ClassVar[str] = "samplers/solvers/"
    template: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        conditions: what the model is given besides.
        velocity: at `x` and the time `t`.
        method: the name of the method, as in "by Euler's method".
        before: the line that names the solution, if there is more to do.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/ode"
    conditions: tuple[str, ...]
    velocity: Expr
    method: str
    steps: Expr
    solver: Solver
    before: tuple[Line, ...]
    result: Expr


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function, and one that it may call."""
    assert isinstance(sampler, OdeSampler)
    update = program.update_of(sampler.network)
    drawn = pattern("jax.lax.fori_loop(0, steps, step, x)", steps=sampler.steps)
    before, result = finished(program, sampler, drawn)
    yield from quantize_function(program)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        conditions=conditions(program),
        velocity=conditioned(program, "model", "x", "jnp.full(count, t)"),
        shape=sampler.shape,
        method=sampler.words,
        steps=sampler.steps,
        solver=Solver(template=sampler.method, origin=sampler.origin),
        before=before,
        result=result,
        origin=sampler.origin,
    )
