"""Ancestral sampling."""

from __future__ import annotations

from specc.ir.diffusion import DiffusionSampler
from specc.ir.sampler import Sampler
from specc.language.samplers.ancestral import Ancestral
from specc.lower.denoising import denoiser
from specc.lower.settings import Settings


def lower(spec: Ancestral, sampler: Sampler, settings: Settings) -> DiffusionSampler:
    """All steps."""
    return denoiser(spec, sampler, settings, "ancestral sampling (Ho et al. 2020)")
