"""The log-density of examples under a flow."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditions, normalized
from specc.compose.samplers.ode import Solver
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Expr, Literal, Name, Setting
from specc.ir.flow_matching import Likelihood
from specc.ir.node import Node, Renderable
from specc.ir.normalizations.unit import DivideBy
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Divergence:
    """The lines that compute the divergence of `drift` at `point`, and how all examples are measured.

    Attributes:
        given: an example of a batch, `row`, as the function takes it.
        batch: how many are measured at once.
    """

    folder: ClassVar[str] = "loss/generation/divergences/"
    template: str
    size: int
    given: tuple[Expr, ...]
    batch: Expr
    origin: str


@dataclass(frozen=True, kw_only=True)
class LogLikelihood(Node):
    """The function that gives the log-density of an example.

    Attributes:
        conditions: what the model is given besides.
        velocity: that of a batch with the one point `x`.
        shape: of an example.
        words: what has this density.
        result: the log-density in the units of the data, from that of `noise` and the `change` on the way.
    """

    template: ClassVar[str] = "loss/generation/log_likelihood"
    model: str
    input: str
    conditions: tuple[str, ...]
    velocity: Expr
    shape: tuple[int, ...]
    words: str
    steps: Expr
    solver: Solver
    divergence: Divergence
    result: Expr


@dataclass(frozen=True, kw_only=True)
class DequantizedSet(Node):
    """The lines that make the `images` of a set continuous before their densities are evaluated."""

    template: ClassVar[str] = "loss/generation/dequantized_set"
    input: str
    images: Expr


@dataclass(frozen=True, kw_only=True)
class BitsOfLevels(Node):
    """The lines that make densities of continuous pixels those of levels; `size` is that of an example."""

    template: ClassVar[str] = "loss/generation/bits_of_levels"
    size: int


def nodes(program: Program, likelihood: Likelihood) -> Iterator[Renderable]:
    """The function, and lines where a set is evaluated."""
    data, [loss] = program.data, program.losses
    row, density = f"row.{data.input.name}", "jax.scipy.stats.norm.logpdf(noise).sum() - change"
    if loss.dequantization is None:
        taken, result = normalized(program, Name(row)), _in_units(data, pattern(density))
        yield _log_likelihood(program, likelihood, taken, "an example", ", as in the data", result)
        return
    images = normalized(program, Name(f"data.{data.input.name}"))
    origin = loss.dequantization.origin
    yield DequantizedSet(input=data.input.name, images=images, origin=origin)
    words = "the logits of an example"
    yield _log_likelihood(program, likelihood, Name(row), words, "", pattern(density))
    yield BitsOfLevels(size=math.prod(data.input.shape), origin=origin)


def _log_likelihood(
    program: Program, likelihood: Likelihood, taken: Expr, words: str, units: str, result: Expr
) -> LogLikelihood:
    """The function that gives the log-density of an example, which it takes as `taken` of a `row`."""
    data, [loss] = program.data, program.losses
    by_example, names = loss.measures_examples, conditions(program)
    shape = ", ".join(map(str, data.input.shape)) + "," * (len(data.input.shape) == 1)
    return LogLikelihood(
        model=program.network(loss.networks[0]).model.class_name,
        input=data.input.name,
        conditions=names,
        velocity=pattern(f"model({', '.join(('x', 't[None]', *(f'{x}[None]' for x in names)))})"),
        shape=data.input.shape,
        words=f"{words}, ({shape}){units}",
        steps=likelihood.steps,
        solver=Solver(template="rk4", origin=likelihood.origin),
        divergence=Divergence(
            template=likelihood.divergence,
            size=math.prod(data.input.shape),
            given=(taken, *(Name(f"row.{name}") for name in names)),
            batch=Setting("eval_batch_size" if by_example else "batch_size"),
            origin=likelihood.origin,
        ),
        result=result,
        origin=likelihood.origin,
    )


def _in_units(data: Data, density: Expr) -> Expr:
    """The log-density of an example as in the data, from that of one as the model takes it."""
    match data.normalization:
        case DivideBy(divisor=divisor, numbers=numbers, origin=origin):
            count = math.prod(data.input.shape) if numbers is None else numbers
            source = "density - count * jnp.log(divisor)"
            parts = {"count": Literal(count), "divisor": Literal(divisor)}
            return pattern(source, origin=origin, density=density, **parts)
        case normalization if normalization.statistics:
            source, origin = "density - jnp.log(state.scaler.std).sum()", normalization.origin
            return pattern(source, origin=origin, density=density)
    return density
