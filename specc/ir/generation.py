"""Losses of generative models, and how samples are drawn."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.loss import Loss


@dataclass(frozen=True, kw_only=True)
class Elbo(Loss):
    """The negative evidence lower bound (Kingma and Welling 2014; beta: Higgins et al. 2017)."""

    kind: ClassVar[str] = "elbo"
    beta: Expr | None

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return "loss", "reconstruction", "kl", "elbo"
