"""What losses of generative adversarial networks share: two networks, an update for each, and samples."""

from __future__ import annotations

from specc.ir.adversarial import (
    DiscriminatorLoss,
    GeneratorLoss,
    LossFunction,
    Penalty,
    R1Penalty,
)
from specc.ir.expr import Expr
from specc.ir.loss import Draw
from specc.ir.pattern import pattern
from specc.ir.sampler import Sampler
from specc.ir.settings import Bounds, Field
from specc.language.adversarial import AdversarialLoss
from specc.language.facts import Facts
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings

ORIGIN = "task.loss"
LOGIT, VALUE = "logit of being real", "value"
"""What a discriminator gives for an example."""


def adversarial(
    spec: AdversarialLoss,
    facts: Facts,
    settings: Settings,
    *,
    discriminator: LossFunction,
    generator: LossFunction,
    penalty: Penalty | None,
    metrics: tuple[str, ...] = ("discriminator_loss", "discriminator_accuracy"),
    output: str = VALUE,
) -> LoweredTask:
    """The discriminator comes first, and once or more in each step.

    Args:
        spec: the loss.
        facts: of the data.
        settings: of the run.
        discriminator: the function that it minimizes.
        generator: likewise.
        penalty: of the discriminator's gradient.
        metrics: of the discriminator's function, what is minimized first.
        output: what the discriminator gives.
    """
    needs, columns = spec.networks, (input_name(facts),)
    losses = (
        DiscriminatorLoss(
            name="discriminator_loss",
            columns=columns,
            networks=("discriminator", "generator"),
            needs=(needs["discriminator"], needs["generator"]),
            verb="generate",
            origin=ORIGIN,
            draws=(Draw("discriminator", ORIGIN),),
            function=discriminator,
            penalty=penalty,
            metrics=metrics,
            output=output,
        ),
        GeneratorLoss(
            name="generator_loss",
            columns=columns,
            networks=("generator", "discriminator"),
            needs=(needs["generator"], needs["discriminator"]),
            verb="generate",
            origin=ORIGIN,
            draws=(Draw("generator", ORIGIN),),
            function=generator,
        ),
    )
    sampler = Sampler(
        kind="generator",
        network="generator",
        needs=needs["generator"],
        shape=facts.shape,
        origin=ORIGIN,
    )
    counts = {"discriminator_loss": _count(spec, settings)}
    return LoweredTask(None, losses, sampler, counts)


def _count(spec: AdversarialLoss, settings: Settings) -> Expr | None:
    """Updates of the discriminator in a step, a setting if there are several."""
    if spec.discriminator_steps == 1:
        return None
    doc, origin = "updates of the discriminator per step", f"{ORIGIN}.discriminator_steps"
    bounds = Bounds(1, divides="batch_size")
    return settings.add(
        Field(
            "discriminator_steps", "int", spec.discriminator_steps, doc, "learning", bounds, origin
        )
    )


def axes(facts: Facts) -> Expr:
    """Those of an example, in a batch."""
    found = tuple(range(1, len(facts.shape) + 1))
    return pattern(str(found) if len(found) > 1 else "1")


def r1(spec: AdversarialLoss, facts: Facts, settings: Settings) -> R1Penalty | None:
    """The gradient penalty at real examples, if it has a weight."""
    if not getattr(spec, "r1", 0):
        return None
    origin = f"{ORIGIN}.r1"
    weight = settings.of(spec, "r1", origin, "weight of the gradient penalty")
    return R1Penalty(weight=weight, axes=axes(facts), origin=origin)
