"""Generative adversarial networks."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.ir.generation import DiscriminatorLoss, GeneratorLoss
from specc.ir.loss import Draw
from specc.ir.sampler import Sampler
from specc.ir.settings import Bounds, Field
from specc.language.facts import Facts
from specc.language.losses.generation.gan import Gan
from specc.lower.columns import input_name
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings

_ORIGIN = "task.loss"


def lower(spec: Gan, facts: Facts, settings: Settings) -> LoweredTask:
    """The discriminator comes first, and once or more in each step."""
    needs = spec.networks
    discriminator = DiscriminatorLoss(
        name="discriminator_loss",
        columns=(input_name(facts),),
        networks=("discriminator", "generator"),
        needs=(needs["discriminator"], needs["generator"]),
        verb="generate",
        origin=_ORIGIN,
        draws=(Draw("discriminator", _ORIGIN),),
        r1=_r1(spec, settings),
    )
    generator = GeneratorLoss(
        name="generator_loss",
        columns=(input_name(facts),),
        networks=("generator", "discriminator"),
        needs=(needs["generator"], needs["discriminator"]),
        verb="generate",
        origin=_ORIGIN,
        draws=(Draw("generator", _ORIGIN),),
    )
    count = None
    if spec.discriminator_steps > 1:
        doc, origin = "updates of the discriminator per step", f"{_ORIGIN}.discriminator_steps"
        bounds = Bounds(1, divides="batch_size")
        field = Field(
            "discriminator_steps", "int", spec.discriminator_steps, doc, "learning", bounds, origin
        )
        count = settings.add(field)
    sampler = Sampler(
        kind="generator",
        network="generator",
        needs=needs["generator"],
        shape=facts.shape,
        origin=_ORIGIN,
    )
    return LoweredTask(None, (discriminator, generator), sampler, {"discriminator_loss": count})


def _r1(spec: Gan, settings: Settings) -> Expr | None:
    if not spec.r1:
        return None
    return settings.of(spec, "r1", f"{_ORIGIN}.r1", "weight of the gradient penalty")
