"""Diffusion: its loss, and how samples are drawn."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Expr, Pattern
from specc.ir.loss import Loss
from specc.ir.sampler import Sampler
from specc.ir.times import Times


@dataclass(frozen=True, kw_only=True)
class NoiseSchedule:
    """How much noise there is after each step.

    Attributes:
        template: the lines that give the share of the example's variance after each step, `alpha_bar`.
        words: what it is, with its paper.
        timesteps: number of steps.
        option: its numbers, by name.
    """

    folder: ClassVar[str] = "loss/generation/noise_schedules/"
    template: str
    words: str
    timesteps: Expr
    option: dict[str, Expr]
    origin: str


@dataclass(frozen=True, kw_only=True)
class Target:
    """What the model predicts.

    Attributes:
        name: the variable for it.
        words: what it is, with its paper.
        value: made of `x`, `noise`, `alpha` and `sigma`; None if it is one of them.
        example: the example, made of `noisy`, `output`, `alpha` and `sigma`.
        error: its squared error as a multiple of the example's, made of the signal-to-noise ratio, `snr`;
            None for 1.
    """

    name: str
    words: str
    value: Pattern | None
    example: Pattern
    error: Pattern | None


@dataclass(frozen=True, kw_only=True)
class Weighting:
    """How much the error counts.

    Attributes:
        words: what it is, with its paper.
        weight: made of the signal-to-noise ratio, `snr`.
    """

    words: str
    weight: Pattern
    origin: str


@dataclass(frozen=True, kw_only=True)
class ErrorMeasure:
    """How an error is measured.

    Attributes:
        name: of the metric.
        words: as in "the squared error".
        error: made of `output` and `target`.
    """

    name: str
    words: str
    error: Pattern
    origin: str


@dataclass(frozen=True, kw_only=True)
class Diffusion(Loss):
    """The error of what a model sees in noise (Ho et al. 2020).

    Attributes:
        bound: how many steps its variational bound is evaluated with; None if it is not.
        levels: how many values a pixel has, if the bound is evaluated.
        label_dropout: share of the examples whose class is hidden in training; None for 0.
    """

    kind: ClassVar[str] = "diffusion"
    timesteps: Expr
    schedule: NoiseSchedule
    target: Target
    times: Times
    weighting: Weighting | None
    measure: ErrorMeasure
    bound: str | None
    levels: int | None
    label_dropout: Expr | None

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss",) if self.weighting is None else ("loss", self.measure.name)


@dataclass(frozen=True, kw_only=True)
class DiffusionSampler(Sampler):
    """Samples that are denoised step by step.

    Attributes:
        method: the template in `samplers/denoising/`.
        words: the name of the method, as in "by ancestral sampling".
        shares: of the most steps of noise, those on the way; None if it takes all steps.
        steps: their numbers, the most first, 0 last; made of `shares`.
        timesteps: the most.
        guidance_scale: of classifier-free guidance; None without it.
        options: the numbers of the method.
        ends_denoised: whether samples are what the model sees in `x` before the last step, not `x` itself.
    """

    method: str
    words: str
    shares: Pattern | None
    steps: Pattern
    timesteps: Expr
    guidance_scale: Expr | None
    options: tuple[Argument, ...] = ()
    ends_denoised: bool = False
