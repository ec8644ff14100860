"""Losses of autoencoders that are no density."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Pattern
from specc.ir.loss import Loss


@dataclass(frozen=True, kw_only=True)
class Reconstruction(Loss):
    """The error of reconstructions; `error` is that of each value, of `outputs` and the examples `x`."""

    kind: ClassVar[str] = "reconstruction"
    error: Pattern

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss",)


@dataclass(frozen=True, kw_only=True)
class VectorQuantization(Loss):
    """The loss of van den Oord et al. (2017).

    Attributes:
        error: as above.
        commitment: the weight of its last term.
    """

    kind: ClassVar[str] = "vq"
    error: Pattern
    commitment: Expr

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return "loss", "reconstruction", "commitment", "perplexity"
