"""Scores at several levels of noise: their loss, and annealed Langevin dynamics."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.loss import Loss
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class NoiseConditionalScoreMatching(Loss):
    """The squared error of the scores at all levels of noise (Song and Ermon 2019).

    Attributes:
        sigma_max: the largest standard deviation of the noise.
        sigma_min: the smallest.
        levels: how many there are.
    """

    kind: ClassVar[str] = "noise_conditional_score_matching"
    sigma_max: Expr
    sigma_min: Expr
    levels: Expr

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss",)


@dataclass(frozen=True, kw_only=True)
class AnnealedLangevinSampler(Sampler):
    """Samples from chains that go through all levels of noise.

    Attributes:
        steps: at each level.
        step_size: of a level, over the variance of its noise.
    """

    steps: Expr
    step_size: Expr
