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
    shares = spaced(spec, settings)
    if not spec.eta:
        return denoiser(sampler, "ddim", "DDIM (Song et al. 2021)", shares)
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
    return denoiser(sampler, "ddim_noisy", "DDIM (Song et al. 2021)", shares, options)
