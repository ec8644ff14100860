"""Heun's method."""

from __future__ import annotations

import dataclasses

from specc.ir.diffusion import DiffusionSampler
from specc.ir.sampler import Sampler
from specc.language.samplers.heun import Heun
from specc.lower.denoising import denoiser, spaced
from specc.lower.settings import Settings


def lower(spec: Heun, sampler: Sampler, settings: Settings) -> DiffusionSampler:
    """Some steps."""
    words = "Heun's method (Karras et al. 2022)"
    found = denoiser(spec, sampler, settings, words, shares=spaced(spec, settings))
    return dataclasses.replace(found, ends_denoised=True)
