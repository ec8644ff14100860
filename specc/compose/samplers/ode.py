"""Samples that solve a differential equation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, conditioned, conditions
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
class Sample(EvaluatedNetwork):
    """The function that draws.

    Attributes:
        conditions: what the model is given besides.
        velocity: at `x` and the time `t`.
        noun: what samples are.
        extents: the shape of what it returns.
        shape: of a sample.
        method: the name of the method, as in "by Euler's method".
        before: the line that names the solution, if there is more to do.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/ode"
    conditions: tuple[str, ...]
    velocity: Expr
    noun: str
    extents: str
    shape: Expr
    method: str
    steps: Expr
    solver: Solver
    before: tuple[Line, ...]
    result: Expr


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function."""
    assert isinstance(sampler, OdeSampler)
    update = program.update_of(sampler.network)
    result: Expr = pattern("jax.lax.fori_loop(0, steps, step, x)", steps=sampler.steps)
    before: tuple[Line, ...] = ()
    if program.data.normalization.statistics:
        before = (Line(names=("x",), value=result, origin=sampler.origin),)
        scaled = "x * state.scaler.std + state.scaler.mean"
        result = pattern(scaled, origin=program.data.normalization.origin)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        conditions=conditions(program),
        velocity=conditioned(program, "model", "x", "jnp.full(count, t)"),
        noun="Images" if len(sampler.shape) > 1 else "Points",
        extents=", ".join(map(str, ("count", *sampler.shape))),
        shape=pattern(str(sampler.shape)),
        method=sampler.words,
        steps=sampler.steps,
        solver=Solver(template=sampler.method, origin=sampler.origin),
        before=before,
        result=result,
        origin=sampler.origin,
    )
