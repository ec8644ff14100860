"""Samples that are drawn by annealed Langevin dynamics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditions
from specc.compose.losses.noise_conditional_score_matching import score
from specc.compose.samples import SampleFunction, finished
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.sampler import Sampler
from specc.ir.score_matching import AnnealedLangevinSampler, NoiseConditionalScoreMatching


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        conditions: what the model is given besides.
        sigma_max: the noise that chains begin from.
        scores: of `x` at the level `i`.
        steps: at each level.
        step_size: over the variance of the noise.
        before: the line that names the ends, if there is more to do.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/annealed_langevin"
    conditions: tuple[str, ...]
    sigma_max: Expr
    scores: Expr
    steps: Expr
    step_size: Expr
    before: tuple[Line, ...]
    result: Expr


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function."""
    [loss] = program.losses
    assert isinstance(sampler, AnnealedLangevinSampler)
    assert isinstance(loss, NoiseConditionalScoreMatching)
    update = program.update_of(sampler.network)
    source = "jax.lax.fori_loop(0, levels * steps, step, x)"
    ends = pattern(source, levels=loss.levels, steps=sampler.steps)
    before, result = finished(program, sampler, ends)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        conditions=conditions(program),
        shape=sampler.shape,
        sigma_max=loss.sigma_max,
        scores=score(program, "x", "jnp.full(count, i)"),
        steps=sampler.steps,
        step_size=sampler.step_size,
        before=before,
        result=result,
        origin=sampler.origin,
    )
