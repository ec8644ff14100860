"""The losses of a generative adversarial network, and the distance of its samples from examples."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditions, normalized
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.adversarial import DiscriminatorLoss, GeneratorLoss
from specc.ir.expr import Expr, Name
from specc.ir.loss import Loss
from specc.ir.model import LatentModel
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.source import Modes


@dataclass(frozen=True, kw_only=True)
class KernelDistance(Node):
    """The function that compares two sets."""

    template: ClassVar[str] = "loss/generation/kernel_distance"


@dataclass(frozen=True, kw_only=True)
class ModeMetrics(Node):
    """The function that tells how samples spread over the modes of a distribution that is known."""

    template: ClassVar[str] = "loss/generation/mode_metrics"
    modes: Modes


@dataclass(frozen=True, kw_only=True)
class EvaluateSamples(Node):
    """The function that compares samples with a set.

    Attributes:
        conditions: columns of the set that samples are drawn for.
        before: the line that gives `samples` the scale of the set, if they have another.
        metrics: of both.
    """

    template: ClassVar[str] = "loss/generation/evaluate_samples"
    input: str
    conditions: tuple[str, ...]
    before: tuple[Line, ...]
    metrics: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """Each of the two has its function."""
    match loss:
        case DiscriminatorLoss(function=function, penalty=penalty):
            yield dataclasses.replace(function, conditions=conditions(program))
            if penalty is not None:
                yield dataclasses.replace(penalty, conditions=conditions(program))
        case GeneratorLoss(function=function):
            yield dataclasses.replace(function, conditions=conditions(program))
            if program.data.eval_sets:
                yield from _compared(program)


def _compared(program: Program) -> Iterator[Renderable]:
    """The functions that samples are evaluated by."""
    yield KernelDistance(origin="evaluate")
    if (modes := program.data.source.modes) is not None:
        yield ModeMetrics(modes=modes, origin="evaluate data.source")


def summary(loss: Loss) -> str:
    """The docstring of an update."""
    if isinstance(loss, GeneratorLoss):
        return "Updates the generator against the current discriminator."
    return "Updates the discriminator on real examples and as many generated ones."


def lines(program: Program, loss: Loss) -> Iterator[Line]:
    """The latents of an update, and what is generated from them."""
    model = program.network("generator").model
    assert isinstance(model, LatentModel)
    key = Name("key")
    if isinstance(loss, DiscriminatorLoss) and loss.penalty is not None and loss.penalty.draws:
        key, names = Name("z_key"), ("z_key", "interpolation_key")
        yield Line(names=names, value=pattern("jax.random.split(key)"), origin=loss.penalty.origin)
    size = f"len(batch.{program.data.input.name})"
    z = pattern(f"jax.random.normal(key, ({size}, latent))", key=key, latent=model.latent)
    yield Line(names=("z",), value=z, origin=loss.origin)
    if isinstance(loss, DiscriminatorLoss):
        labels = [f"batch.{name}" for name in conditions(program)]
        fake = pattern(f"generator({', '.join(('z', *labels))})")
        yield Line(names=("fake",), value=fake, origin=loss.origin)


def call(program: Program, loss: Loss) -> Expr:
    """The loss and its metrics, in the update of its network."""
    labels = "".join(f"batch.{name}, " for name in conditions(program))
    if isinstance(loss, GeneratorLoss):
        return pattern(f"generator_loss(generator, discriminator, z, {labels}...)")
    x = normalized(program, Name(f"batch.{program.data.input.name}"))
    return pattern(f"discriminator_loss(discriminator, x, fake, {labels}...)", x=x)


def measured(_program: Program) -> tuple[str, ...]:
    """Nothing: no function measures examples one by one."""
    return ()


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    data = program.data
    if not data.eval_sets:
        return
    of_modes = ", **mode_metrics(samples)" if data.source.modes is not None else ""
    before: tuple[Line, ...] = ()
    scaled = Name("samples")
    if data.normalization.statistics:
        value = pattern("(samples - state.scaler.mean) / state.scaler.std")
        scaled = Name("standardized")
        before = (Line(names=(scaled.name,), value=value, origin=data.normalization.origin),)
    metrics = pattern(
        f'{{"kernel_distance": kernel_distance(scaled, x){of_modes}}}',
        scaled=scaled,
        x=normalized(program, Name(f"data.{data.input.name}")),
    )
    yield EvaluateSamples(
        input=data.input.name,
        conditions=conditions(program),
        before=before,
        metrics=metrics,
        origin="evaluate",
    )
