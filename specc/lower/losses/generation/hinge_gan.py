"""Generative adversarial networks with hinge losses."""

from __future__ import annotations

from specc.ir.adversarial import LossFunction
from specc.language.facts import Facts
from specc.language.losses.generation.hinge_gan import HingeGan
from specc.lower.adversarial import ORIGIN, adversarial, r1
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings


def lower(spec: HingeGan, facts: Facts, settings: Settings) -> LoweredTask:
    """Margins for the discriminator; the generator raises its scores."""
    return adversarial(
        spec,
        facts,
        settings,
        discriminator=LossFunction(template="hinge", origin=ORIGIN),
        generator=LossFunction(template="negative_score", origin=ORIGIN),
        penalty=r1(spec, facts, settings),
    )
