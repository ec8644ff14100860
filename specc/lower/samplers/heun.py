"""Heun's method."""

from __future__ import annotations

from specc.ir.diffusion import DiffusionSampler
from specc.ir.sampler import Sampler
from specc.language.samplers.heun import Heun
from specc.lower.denoising import denoiser, spaced, step_count
from specc.lower.settings import Settings


def lower(spec: Heun, sampler: Sampler, settings: Settings) -> DiffusionSampler:
    """Some steps, evenly spaced."""
    steps = spaced(step_count(spec.steps, settings))
    return denoiser(sampler, "heun", "Heun's method (Karras et al. 2022)", steps)
