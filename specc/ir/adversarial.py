"""Losses of generative adversarial networks."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.loss import Loss
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Function:
    """Lines that call the networks.

    Attributes:
        conditions: names of what both networks are given besides, such as labels.
    """

    folder: ClassVar[str] = "loss/generation/adversarial/"
    conditions: tuple[str, ...] = ()
    origin: str

    def discriminated(self, x: Expr) -> Expr:
        """What the discriminator gives for some examples."""
        return self._called("discriminator", x)

    def _called(self, network: str, x: Expr) -> Expr:
        return pattern(f"{network}({', '.join(('x', *self.conditions))})", x=x)


@dataclass(frozen=True, kw_only=True)
class LossFunction(Function):
    """The function that a network minimizes; each kind has a template.

    Attributes:
        numbers: settings that it reads, by their names in the template.
    """

    template: str
    numbers: tuple[tuple[str, Expr], ...] = ()

    @property
    def of_real(self) -> Expr:
        """What the discriminator gives for real examples."""
        return self.discriminated(Name("real"))

    @property
    def of_fake(self) -> Expr:
        """What it gives for generated ones."""
        return self.discriminated(Name("fake"))

    @property
    def of_generated(self) -> Expr:
        """The same where the generator is trained, by the latents."""
        return self.discriminated(self._called("generator", Name("z")))

    @property
    def number(self) -> dict[str, Expr]:
        """The settings that it reads."""
        return dict(self.numbers)


@dataclass(frozen=True, kw_only=True)
class Penalty(Function):
    """A penalty of the discriminator's gradient, added to its loss.

    Attributes:
        metric: the name under which it is logged, without its weight.
        draws: whether it has random numbers of its own, by `interpolation_key`.
        axes: of an example, in a batch.
    """

    template: ClassVar[str]
    metric: ClassVar[str]
    draws: ClassVar[bool] = False
    weight: Expr
    axes: Expr

    @property
    def of_x(self) -> Expr:
        """What the discriminator gives for the examples `x`."""
        return self.discriminated(Name("x"))


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
