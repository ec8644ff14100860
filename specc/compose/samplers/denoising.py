"""Samples that are denoised step by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditions
from specc.compose.losses.diffusion import denoised, is_scaled
from specc.compose.samples import SampleFunction, in_units
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.diffusion import DiffusionSampler
from specc.ir.expr import Expr, Name, Pattern
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Method:
    """The lines from noise to samples, `x`.

    Attributes:
        shape: of a sample.
        denoised: the examples that the model sees in `x` after `n` steps of noise.
        option: the numbers of the method, by name.
    """

    folder: ClassVar[str] = "samplers/denoising/"
    template: str
    shape: tuple[int, ...]
    denoised: Expr
    timesteps: Expr
    option: dict[str, Expr]
    origin: str


@dataclass(frozen=True, kw_only=True)
class Guidance(Node):
    """The model with classifier-free guidance.

    Attributes:
        conditions: the column of labels.
    """

    template: ClassVar[str] = "samplers/guidance"
    conditions: tuple[str, ...]
    scale: Expr


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        conditions: what the model is given besides.
        guidance: the function that stands for the model, if samples are guided.
        words: the name of the method, as in "by ancestral sampling".
        steps: the lines for the numbers of steps of noise on the way.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/denoising"
    conditions: tuple[str, ...]
    guidance: tuple[Guidance, ...]
    words: str
    steps: tuple[Line, ...]
    method: Method
    result: Expr


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function."""
    assert isinstance(sampler, DiffusionSampler)
    update = program.update_of(sampler.network)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        conditions=conditions(program),
        guidance=tuple(_guidance(program, sampler)),
        shape=sampler.shape,
        words=sampler.words,
        steps=tuple(_steps(sampler)),
        method=Method(
            template=sampler.method,
            shape=sampler.shape,
            denoised=_denoised(program, sampler, "x", "n"),
            timesteps=sampler.timesteps,
            option={item.name: item.value for item in sampler.options},
            origin=sampler.origin,
        ),
        result=_result(program, sampler),
        origin=sampler.origin,
    )


def _guidance(program: Program, sampler: DiffusionSampler) -> Iterator[Guidance]:
    if sampler.guidance_scale is not None:
        yield Guidance(
            conditions=conditions(program),
            scale=sampler.guidance_scale,
            origin="sample.sampler.guidance_scale",
        )


def _denoised(program: Program, sampler: DiffusionSampler, *arguments: str) -> Expr:
    call: Pattern = denoised(program, *arguments)
    return call if sampler.guidance_scale is None else substitute(call, model=Name("guided"))


def _steps(sampler: DiffusionSampler) -> Iterator[Line]:
    if sampler.shares is not None:
        yield Line(names=("shares",), value=sampler.shares, origin=sampler.origin)
    yield Line(names=("steps",), value=sampler.steps, comment="T to 0", origin=sampler.origin)


def _result(program: Program, sampler: DiffusionSampler) -> Expr:
    """Samples in the units of the data."""
    normalization, x = program.data.normalization, Name("x")
    last = _denoised(program, sampler, "x", "steps[-2]") if sampler.ends_denoised else x
    if is_scaled(program):
        return pattern("(last + 1) / 2", last=last, origin=normalization.origin)
    return in_units(program, last)
