"""Ancestral sampling."""

from __future__ import annotations

from specc.ir.diffusion import DiffusionSampler
from specc.ir.expr import Setting
from specc.ir.pattern import pattern
from specc.ir.sampler import Sampler
from specc.language.samplers.ancestral import Ancestral
from specc.lower.denoising import denoiser
from specc.lower.settings import Settings


def lower(_: Ancestral, sampler: Sampler, __: Settings) -> DiffusionSampler:
    """All steps."""
    steps = pattern("np.arange(timesteps, -1, -1)", timesteps=Setting("timesteps"))
    return denoiser(sampler, "ancestral", "ancestral sampling (Ho et al. 2020)", steps)
