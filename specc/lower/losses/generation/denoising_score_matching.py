"""Denoising score matching."""

from __future__ import annotations

from specc.ir.energy import DenoisingScoreMatching
from specc.language.facts import Facts
from specc.language.losses.generation.denoising_score_matching import (
    DenoisingScoreMatching as SpecBlock,
)
from specc.lower.energy import ORIGIN, common, sampler
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network, which draws noise."""
    doc = "standard deviation of the noise that is added to examples"
    loss = DenoisingScoreMatching(
        **common(spec, facts, "perturbation"),
        sigma=settings.of(spec, "sigma", f"{ORIGIN}.sigma", doc),
    )
    return LoweredTask(None, (loss,), sampler(spec, facts))
