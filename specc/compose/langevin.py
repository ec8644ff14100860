"""The functions that losses and samplers share which run chains of Langevin dynamics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.energy import Langevin, LangevinSampler
from specc.ir.expr import Expr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Score(Node):
    """The function that computes the gradient of the log density.

    Attributes:
        model: the class of the energy.
        conditions: what it is given besides.
        energy: of `x`.
    """

    template: ClassVar[str] = "loss/generation/score"
    model: str
    conditions: tuple[str, ...]
    energy: Expr


@dataclass(frozen=True, kw_only=True)
class LangevinFunction(Node):
    """The function that runs chains.

    Attributes:
        slot_name: of its section.
        model: the class of the energy.
        conditions: what it is given besides.
        limits: the parameter for the largest element of a gradient, if anything limits it.
        drift: the direction of a step.
        summary: the first line of its docstring.
        stops: the line that stops gradients, where chains are a part of the loss.
    """

    template: ClassVar[str] = "samplers/langevin_chains"
    slot_name: str
    model: str
    conditions: tuple[str, ...]
    limits: tuple[str, ...]
    drift: Expr
    summary: str
    stops: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class NoiseFunction(Node):
    """The function that draws where chains begin.

    Attributes:
        slot_name: of its section.
        words: what it draws.
        value: the same as an expression.
    """

    template: ClassVar[str] = "samplers/noise"
    slot_name: str
    words: str
    value: Expr


_STOP = Line(names=("model",), value=pattern("jax.lax.stop_gradient(model)"), origin="task.loss")


def functions(program: Program, origin: str, *, noise: bool) -> Iterator[Renderable]:
    """Those of the program: score, chains and, if asked for, noise.

    They are with the loss if that has chains, and with the sampler otherwise.
    """
    trains = bool(_trains(program))
    slot = "section.loss" if trains else "section.sampling"
    drift: Expr = conditioned(program, "score", "model", "x")
    limits: tuple[str, ...] = ()
    if any(item.gradient_clip is not None for item in _chains(program)):
        limits = ("gradient_clip",)
        drift = pattern("jnp.clip(drift, -gradient_clip, gradient_clip)", drift=drift)
    stops: tuple[Line, ...] = ()
    summary = "The ends of chains of Langevin dynamics from `x`."
    if trains:
        summary = f"{summary[:-1]}; no gradient flows through them."
        stops = (_STOP,)
    yield score(program, origin)
    yield LangevinFunction(
        slot_name=slot,
        model=program.networks[0].model.class_name,
        conditions=conditions(program),
        limits=limits,
        drift=drift,
        summary=summary,
        stops=stops,
        origin=origin,
    )
    if noise:
        yield _noise(program, slot, origin)


def score(program: Program, origin: str) -> Score:
    """The function that computes scores."""
    return Score(
        model=program.networks[0].model.class_name,
        conditions=conditions(program),
        energy=conditioned(program, "model", "x"),
        origin=origin,
    )


def call(program: Program, langevin: Langevin, x: Expr, key: Expr, *given: Expr) -> Expr:
    """The ends of chains from x; the model is given the columns of a condition, or `given`."""
    names = conditions(program)
    labels = dict(zip(names, given or map(Name, names), strict=True))
    arguments = ", ".join(("model", "x", *names, "key", "steps", "size", "noise"))
    limited = any(item.gradient_clip is not None for item in _chains(program))
    clip = langevin.gradient_clip or pattern("jnp.inf")
    return pattern(
        f"langevin({arguments}{', clip' if limited else ''})",
        x=x,
        key=key,
        steps=langevin.steps,
        size=langevin.step_size,
        noise=langevin.noise,
        origin=langevin.origin,
        **({"clip": clip} if limited else {}),
        **labels,
    )


def words(program: Program) -> str:
    """What chains begin at."""
    return "a standard normal" if program.data.normalization.span is None else "uniform noise"


def _chains(program: Program) -> Iterator[Langevin]:
    """All that run chains."""
    yield from _trains(program)
    if isinstance(program.sampler, LangevinSampler):
        yield program.sampler.langevin


def _trains(program: Program) -> tuple[Langevin, ...]:
    found = (getattr(loss, "langevin", None) for loss in program.losses)
    return tuple(item for item in found if item is not None)


def _noise(program: Program, slot: str, origin: str) -> NoiseFunction:
    """As wide as the data: in its range, or as its mean and variance have it."""
    shape = ", ".join(map(str, ("count", *program.data.input.shape)))
    normalization = program.data.normalization
    value: Expr = pattern(f"jax.random.normal(key, ({shape}))")
    if normalization.span == (0, 1):
        value = pattern(f"jax.random.uniform(key, ({shape}))")
    elif normalization.span is not None:
        low, high = (Literal(float(number)) for number in normalization.span)
        uniform = f"jax.random.uniform(key, ({shape}), minval=low, maxval=high)"
        value = pattern(uniform, low=low, high=high)
    kind = "Standard normal" if normalization.span is None else "Uniform"
    return NoiseFunction(
        slot_name=slot,
        words=f"{kind} noise, ({shape}), from which chains begin.",
        value=value,
        origin=origin,
    )
