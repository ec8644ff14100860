"""Score matching at several levels of noise."""

from __future__ import annotations

from specc.ir.score_matching import NoiseConditionalScoreMatching
from specc.ir.settings import Bounds, Field
from specc.language.facts import Facts
from specc.language.losses.generation.noise_conditional_score_matching import (
    NoiseConditionalScoreMatching as SpecBlock,
)
from specc.lower.energy import ORIGIN, common, sampler
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings

_BELOW = Bounds(0, "self.sigma_max", low_open=True, high_open=True)


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network, which draws levels and noise."""
    doc = "largest standard deviation of the noise"
    sigma_max = settings.of(spec, "sigma_max", f"{ORIGIN}.sigma_max", doc)
    doc, origin = "smallest standard deviation of the noise", f"{ORIGIN}.sigma_min"
    smallest = Field("sigma_min", "float", spec.sigma_min, doc, "learning", _BELOW, origin)
    sigma_min = settings.add(smallest)
    doc, origin = "levels of noise, a geometric sequence", f"{ORIGIN}.levels"
    count = Field("levels", "int", spec.levels, doc, "learning", Bounds(2), origin)
    loss = NoiseConditionalScoreMatching(
        **common(spec, facts, "perturbation"),
        sigma_max=sigma_max,
        sigma_min=sigma_min,
        levels=settings.add(count),
    )
    return LoweredTask(None, (loss,), sampler(spec, facts, "annealed_langevin"))
