"""Energy-based models: their losses, and chains of Langevin dynamics."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.loss import Loss
from specc.ir.perceptron import PerceptronModel
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class EnergyMlp(PerceptronModel):
    """From examples to energies."""

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"assign energies"})


@dataclass(frozen=True, kw_only=True)
class Langevin:
    """The numbers of chains of Langevin dynamics.

    Attributes:
        steps: of a chain.
        step_size: the factor of the gradient.
        noise: the standard deviation of the noise.
        gradient_clip: the largest absolute value of an element of the gradient; None if there is no limit.
    """

    steps: Expr
    step_size: Expr
    noise: Expr
    gradient_clip: Expr | None
    origin: str


@dataclass(frozen=True, kw_only=True)
class ContrastiveDivergence(Loss):
    """The difference of the energies of examples and of the ends of chains (Hinton 2002).

    Attributes:
        langevin: the chains.
        regularization: the weight of the squares of energies, if they have one.
    """

    kind: ClassVar[str] = "contrastive_divergence"
    langevin: Langevin
    regularization: Expr | None

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return "loss", "energy", "negative_energy"


@dataclass(frozen=True, kw_only=True)
class PersistentContrastiveDivergence(ContrastiveDivergence):
    """The same with chains that go on from step to step (Tieleman 2008).

    Attributes:
        size: how many chains there are.
        reinitialized: the share of those of a step that begin anew.
    """

    kind: ClassVar[str] = "persistent_contrastive_divergence"
    size: Expr
    reinitialized: Expr


@dataclass(frozen=True, kw_only=True)
class DenoisingScoreMatching(Loss):
    """The squared error of the score of noisy examples (Vincent 2011); `sigma` is the noise."""

    kind: ClassVar[str] = "denoising_score_matching"
    sigma: Expr

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("loss",)


@dataclass(frozen=True, kw_only=True)
class LangevinSampler(Sampler):
    """Samples that are the ends of chains from noise."""

    langevin: Langevin
