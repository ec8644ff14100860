"""Losses of generative models, and how samples are drawn."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.likelihood import Likelihood
from specc.ir.loss import Loss


@dataclass(frozen=True, kw_only=True)
class Elbo(Loss):
    """The negative evidence lower bound (Kingma and Welling 2014; beta: Higgins et al. 2017).

    Attributes:
        beta: the weight of the KL divergence; None for 1, or if it follows a schedule.
        free_bits: what a latent dimension may use of it at no cost, in nats; None for nothing.
        importance_samples: of the importance-weighted bound, in evaluation; None without it.
    """

    kind: ClassVar[str] = "elbo"
    likelihood: Likelihood
    beta: Expr | None
    free_bits: Expr | None
    importance_samples: Expr | None

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return "loss", "reconstruction", "kl", "elbo"
