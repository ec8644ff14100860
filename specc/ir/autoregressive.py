"""The likelihood of images, pixel by pixel."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.loss import Loss
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Autoregressive(Loss):
    """The negative log-likelihood by the chain rule; `levels` is the number of values of a pixel."""

    kind: ClassVar[str] = "autoregressive"
    levels: int

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return "loss", "bits_per_dim"


@dataclass(frozen=True, kw_only=True)
class AutoregressiveSampler(Sampler):
    """Images whose pixels are drawn one after the other; `levels` is the number of values of a pixel."""

    levels: int
