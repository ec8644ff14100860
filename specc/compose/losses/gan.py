"""The losses of a generative adversarial network, and the distance of its samples from examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import normalized
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.generation import DiscriminatorLoss, GeneratorLoss
from specc.ir.loss import Loss
from specc.ir.model import LatentModel
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class GeneratorLossFunction(Node):
    """The function that a generator minimizes."""

    template: ClassVar[str] = "loss/generation/generator_loss"


@dataclass(frozen=True, kw_only=True)
class DiscriminatorLossFunction(Node):
    """The function that a discriminator minimizes."""

    template: ClassVar[str] = "loss/generation/discriminator_loss"


@dataclass(frozen=True, kw_only=True)
class R1Penalty(Node):
    """The gradient penalty in it.

    Attributes:
        axes: of an example, in a batch.
    """

    template: ClassVar[str] = "loss/generation/r1_penalty"
    weight: Expr
    axes: Expr


@dataclass(frozen=True, kw_only=True)
class KernelDistance(Node):
    """The function that compares two sets."""

    template: ClassVar[str] = "loss/generation/kernel_distance"


@dataclass(frozen=True, kw_only=True)
class EvaluateSamples(Node):
    """The function that compares samples with a set."""

    template: ClassVar[str] = "loss/generation/evaluate_samples"
    input: str
    x: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """Each of the two has its function."""
    match loss:
        case DiscriminatorLoss(r1=r1):
            yield DiscriminatorLossFunction(origin=loss.origin)
            if r1 is not None:
                axes = tuple(range(1, len(program.data.input.shape) + 1))
                yield R1Penalty(weight=r1, axes=pattern(str(axes)), origin=f"{loss.origin}.r1")
        case GeneratorLoss():
            yield GeneratorLossFunction(origin=loss.origin)
            if program.data.eval_sets:
                yield KernelDistance(origin="evaluate")


def summary(loss: Loss) -> str:
    """The docstring of an update."""
    if isinstance(loss, GeneratorLoss):
        return "Updates the generator against the discriminator as it is."
    return "Updates the discriminator on real examples and as many generated ones."


def lines(program: Program, loss: Loss) -> Iterator[Line]:
    """The latents of an update, and what is generated from them."""
    model = program.network("generator").model
    assert isinstance(model, LatentModel)
    size = f"len(batch.{program.data.input.name})"
    z = pattern(f"jax.random.normal(key, ({size}, latent))", latent=model.latent)
    yield Line(names=("z",), value=z, origin=loss.origin)
    if isinstance(loss, DiscriminatorLoss):
        yield Line(names=("fake",), value=pattern("generator(z)"), origin=loss.origin)


def call(program: Program, loss: Loss) -> Expr:
    """The loss and its metrics, in the update of its network."""
    if isinstance(loss, GeneratorLoss):
        return pattern("generator_loss(generator, discriminator, z)")
    x = normalized(program, Name(f"batch.{program.data.input.name}"))
    return pattern("discriminator_loss(discriminator, x, fake, ...)", x=x)


def measured(_program: Program) -> tuple[str, ...]:
    """Nothing: no function measures examples one by one."""
    return ()


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    if program.data.eval_sets:
        name = program.data.input.name
        x = normalized(program, Name(f"data.{name}"))
        yield EvaluateSamples(input=name, x=x, origin="evaluate")
