"""DDIM."""

from __future__ import annotations

from specc.ir.diffusion import DiffusionSampler
from specc.ir.expr import Argument
from specc.ir.sampler import Sampler
from specc.ir.settings import Bounds, Field
from specc.language.samplers.ddim import Ddim
from specc.lower.denoising import denoiser, spaced
from specc.lower.settings import Settings


def lower(spec: Ddim, sampler: Sampler, settings: Settings) -> DiffusionSampler:
    """Some steps; the share of noise is a setting unless there is none."""
    words, shares = "DDIM (Song et al. 2021)", spaced(spec, settings)
    if not spec.eta:
        return denoiser(spec, sampler, settings, words, shares=shares)
    field = Field(
        "eta",
        "float",
        spec.eta,
        "share of the noise of ancestral sampling",
        "cadence",
        Bounds(0, 1),
        "sample.sampler.eta",
        ignored_on_resume=True,
    )
    options = (Argument("eta", settings.add(field)),)
    return denoiser(
        spec, sampler, settings, words, method="ddim_noisy", shares=shares, options=options
    )
