"""Losses of generative adversarial networks."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.loss import Loss


@dataclass(frozen=True, kw_only=True)
class LossFunction:
    """The function that a network minimizes; each kind has a template.

    Attributes:
        numbers: settings that it reads, by their names in the template.
    """

    folder: ClassVar[str] = "loss/generation/adversarial/"
    template: str
    numbers: tuple[tuple[str, Expr], ...] = ()
    origin: str

    @property
    def number(self) -> dict[str, Expr]:
        """The settings that it reads."""
        return dict(self.numbers)


@dataclass(frozen=True, kw_only=True)
class Penalty:
    """A penalty of the discriminator's gradient, added to its loss.

    Attributes:
        metric: the name under which it is logged, without its weight.
        draws: whether it has random numbers of its own, by `interpolation_key`.
        axes: of an example, in a batch.
    """

    folder: ClassVar[str] = "loss/generation/adversarial/"
    template: ClassVar[str]
    metric: ClassVar[str]
    draws: ClassVar[bool] = False
    weight: Expr
    axes: Expr
    origin: str


@dataclass(frozen=True, kw_only=True)
class R1Penalty(Penalty):
    """Its squared norm at real examples."""

    template: ClassVar[str] = "r1_penalty"
    metric: ClassVar[str] = "r1_penalty"


@dataclass(frozen=True, kw_only=True)
class GradientPenalty(Penalty):
    """How far its norm is from `target_norm` between real and generated examples.

    Attributes:
        ones: the shape of one number for each example.
    """

    template: ClassVar[str] = "gradient_penalty"
    metric: ClassVar[str] = "gradient_penalty"
    draws: ClassVar[bool] = True
    target_norm: Expr
    ones: Expr


@dataclass(frozen=True, kw_only=True)
class GeneratorLoss(Loss):
    """What a generator minimizes."""

    kind: ClassVar[str] = "gan"
    measures_examples: ClassVar[bool] = False
    compares_samples: ClassVar[bool] = True
    function: LossFunction

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return ("generator_loss",)


@dataclass(frozen=True, kw_only=True)
class DiscriminatorLoss(Loss):
    """What a discriminator minimizes.

    Attributes:
        penalty: of its gradient, if it has one.
        metrics: what its function measures, what is minimized first.
        output: what the discriminator gives for an example.
    """

    kind: ClassVar[str] = "gan"
    measures_examples: ClassVar[bool] = False
    function: LossFunction
    penalty: Penalty | None
    metrics: tuple[str, ...]
    output: str

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        penalty = (self.penalty.metric,) if self.penalty is not None else ()
        return (*self.metrics, *penalty)
