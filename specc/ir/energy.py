"""Energy-based models: their losses, and chains of Langevin dynamics."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Self

from specc.fast_dataclasses import dataclass
from specc.ir.convolutions import ConvNetwork, Encoder
from specc.ir.expr import Expr, Literal, Name
from specc.ir.loss import Loss
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.perceptron import PerceptronModel
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class EnergyMlp(PerceptronModel):
    """From examples to energies."""

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"assign energies"})

    @property
    def width(self) -> Expr:
        """The width of its input."""
        return self.widened(Literal(self.size))

    @property
    def before(self) -> tuple[tuple[str, Expr], ...]:
        """What its input is called and is, if labels are a part of it."""
        return (("inputs", self._flat),) if self.conditions else ()

    @property
    def given(self) -> Expr:
        """Its input."""
        return Name("inputs") if self.conditions else self._flat

    @property
    def _flat(self) -> Expr:
        return self.joined("x.reshape(len(x), -1)")

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", Literal(self.size))


@dataclass(frozen=True, kw_only=True)
class ConvEnergy(ConvNetwork):
    """From images to energies."""

    encoder: Encoder

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"assign energies"})

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its layers."""
        return (*self.encoder.helpers, self.encoder)


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
        size: how many chains there are, or how many of each class.
        shape: of an example.
        reinitialized: the share of those of a step that begin anew.
    """

    kind: ClassVar[str] = "persistent_contrastive_divergence"
    size: Expr
    shape: tuple[int, ...]
    reinitialized: Expr

    def given_labels(self, column: str, classes: int) -> Self:
        """The same with chains that keep their class: as many of each."""
        given = super().given_labels(column, classes)
        [buffer] = given.carried
        shape = ", ".join(map(str, self.shape))
        first = f"draw_noise(buffer_key, {classes} * size).reshape({classes}, size, {shape})"
        buffer = dataclasses.replace(
            buffer,
            first=pattern(first, size=self.size),
            after=pattern(f"state.buffer.at[batch.{column}, rows].set(negatives)"),
            comment=f"({classes}, buffer_size, {shape}), ends of the persistent chains by class",
        )
        return dataclasses.replace(given, carried=(buffer,))


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
