"""Score matching at several levels of noise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions
from specc.compose.losses.examples import axes, evaluation, forward, mean, measured
from specc.compose.weights import weighting_nodes
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program
from specc.ir.score_matching import NoiseConditionalScoreMatching

__all__ = ["evaluation", "forward", "mean", "measured", "nodes", "score"]


@dataclass(frozen=True, kw_only=True)
class NoiseLevels(Node):
    """The function that gives the standard deviations of the noise."""

    template: ClassVar[str] = "loss/generation/noise_levels"
    sigma_max: Expr
    sigma_min: Expr
    levels: Expr


@dataclass(frozen=True, kw_only=True)
class NoiseConditionalScore(Node):
    """The function that computes the score at a level of noise.

    Attributes:
        conditions: what the model is given besides.
        ones: extents of an example as the standard deviation of its noise has them.
        levels: how many there are.
        output: what the model gives at times `t`.
    """

    template: ClassVar[str] = "loss/generation/noise_conditional_score"
    model: str
    conditions: tuple[str, ...]
    ones: tuple[int, ...]
    levels: Expr
    output: Expr


@dataclass(frozen=True, kw_only=True)
class NoiseConditionalMetrics(Node):
    """The function that measures each example.

    Attributes:
        input: what the examples are called.
        conditions: what the model is given besides.
        ones: extents of an example as the standard deviation of its noise has them.
        levels: of noise.
        scores: of noisy examples.
        axes: of an example, in a batch.
    """

    template: ClassVar[str] = "loss/generation/noise_conditional_score_matching"
    model: str
    input: str
    conditions: tuple[str, ...]
    ones: tuple[int, ...]
    levels: Expr
    scores: Expr
    axes: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The functions that compute scores and measure examples."""
    assert isinstance(loss, NoiseConditionalScoreMatching)
    model = program.network(loss.networks[0]).model.class_name
    given, ones = conditions(program), tuple(1 for _ in program.data.input.shape)
    yield NoiseLevels(
        sigma_max=loss.sigma_max,
        sigma_min=loss.sigma_min,
        levels=loss.levels,
        origin=loss.origin,
    )
    scaled = pattern("x / jnp.sqrt(1 + sigma**2)")
    yield NoiseConditionalScore(
        model=model,
        conditions=given,
        ones=ones,
        levels=loss.levels,
        output=substitute(conditioned(program, "model", "x", "t"), x=scaled),
        origin=loss.origin,
    )
    yield NoiseConditionalMetrics(
        model=model,
        input=program.data.input.name,
        conditions=given,
        ones=ones,
        levels=loss.levels,
        scores=score(program, "noisy", "i"),
        axes=axes(program),
        origin=loss.origin,
    )
    yield from weighting_nodes(program)


def score(program: Program, x: str, level: str) -> Expr:
    """The score of examples with noise of a level."""
    given = ", ".join(("model", x, level, *conditions(program), "..."))
    return pattern(f"score({given})")
