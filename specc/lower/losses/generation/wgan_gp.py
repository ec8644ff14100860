"""Wasserstein GANs with gradient penalty."""

from __future__ import annotations

from specc.ir.adversarial import GradientPenalty, LossFunction
from specc.ir.pattern import pattern
from specc.language.facts import Facts
from specc.language.losses.generation.wgan_gp import WganGp
from specc.lower.adversarial import ORIGIN, adversarial, axes
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings


def lower(spec: WganGp, facts: Facts, settings: Settings) -> LoweredTask:
    """Scores whose difference estimates a distance, and the penalty that makes it one."""
    origin, norm = f"{ORIGIN}.gradient_penalty", f"{ORIGIN}.target_norm"
    ones = ", ".join("1" for _ in facts.shape)
    penalty = GradientPenalty(
        weight=settings.of(spec, "gradient_penalty", origin, "weight of the gradient penalty"),
        target_norm=settings.of(spec, "target_norm", norm, "gradient norm that is not penalized"),
        axes=axes(facts),
        ones=pattern(f"(len(real), {ones})"),
        origin=f"{origin} {norm}",
    )
    return adversarial(
        spec,
        facts,
        settings,
        discriminator=LossFunction(template="wasserstein", origin=ORIGIN),
        generator=LossFunction(template="negative_score", origin=ORIGIN),
        penalty=penalty,
        metrics=("wasserstein_distance",),
    )
