"""Generative adversarial networks."""

from __future__ import annotations

from specc.ir.adversarial import LossFunction
from specc.language.facts import Facts
from specc.language.losses.generation.gan import Gan
from specc.lower.adversarial import LOGIT, ORIGIN, adversarial, r1
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings


def lower(spec: Gan, facts: Facts, settings: Settings) -> LoweredTask:
    """Cross-entropy, whose labels of real examples may be less than 1."""
    penalty = r1(spec, facts, settings)
    return adversarial(
        spec,
        facts,
        settings,
        discriminator=_discriminator(spec, settings),
        generator=LossFunction(template="non_saturating", origin=ORIGIN),
        penalty=penalty,
        output=LOGIT,
    )


def _discriminator(spec: Gan, settings: Settings) -> LossFunction:
    if not spec.label_smoothing:
        return LossFunction(template="cross_entropy", origin=ORIGIN)
    origin, doc = f"{ORIGIN}.label_smoothing", "how much less than 1 the label of real examples is"
    smoothing = settings.of(spec, "label_smoothing", origin, doc)
    return LossFunction(
        template="smoothed_cross_entropy",
        numbers=(("label_smoothing", smoothing),),
        origin=f"{ORIGIN} {origin}",
    )
