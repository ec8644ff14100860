"""Samples that are denoised step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork
from specc.compose.losses.diffusion import is_scaled
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.diffusion import DiffusionSampler
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Method:
    """The lines from noise to samples, `x`.

    Attributes:
        shape: of a sample.
        option: the numbers of the method, by name.
    """

    folder: ClassVar[str] = "samplers/denoising/"
    template: str
    shape: tuple[int, ...]
    timesteps: Expr
    option: dict[str, Expr]
    origin: str


@dataclass(frozen=True, kw_only=True)
class Sample(EvaluatedNetwork):
    """The function that draws.

    Attributes:
        noun: what samples are.
        shape: of a sample.
        words: the name of the method, as in "by ancestral sampling".
        steps: the lines for the numbers of steps of noise on the way.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/denoising"
    noun: str
    shape: tuple[int, ...]
    words: str
    steps: tuple[Line, ...]
    method: Method
    result: Expr

    @property
    def extents(self) -> str:
        """The shape of what it returns."""
        return ", ".join(map(str, ("count", *self.shape)))


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function."""
    assert isinstance(sampler, DiffusionSampler)
    update = program.update_of(sampler.network)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        noun="Images" if len(sampler.shape) > 1 else "Points",
        shape=sampler.shape,
        words=sampler.words,
        steps=tuple(_steps(sampler)),
        method=Method(
            template=sampler.method,
            shape=sampler.shape,
            timesteps=sampler.timesteps,
            option={item.name: item.value for item in sampler.options},
            origin=sampler.origin,
        ),
        result=_result(program),
        origin=sampler.origin,
    )


def _steps(sampler: DiffusionSampler) -> Iterator[Line]:
    if sampler.shares is not None:
        yield Line(names=("shares",), value=sampler.shares, origin=sampler.origin)
    yield Line(names=("steps",), value=sampler.steps, comment="T to 0", origin=sampler.origin)


def _result(program: Program) -> Expr:
    normalization = program.data.normalization
    if is_scaled(program):
        return pattern("(x + 1) / 2", origin=normalization.origin)
    if normalization.statistics:
        scaled = "x * state.scaler.std + state.scaler.mean"
        return pattern(scaled, origin=normalization.origin)
    return Name("x")
