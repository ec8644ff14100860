"""Langevin dynamics."""

from __future__ import annotations

from specc.ir.energy import LangevinSampler
from specc.ir.sampler import Sampler
from specc.language.samplers.langevin import Langevin
from specc.lower.langevin import sampler_chains
from specc.lower.settings import Settings


def lower(spec: Langevin, sampler: Sampler, settings: Settings) -> LangevinSampler:
    """The sampler of a loss, with its numbers."""
    origin = "sample.sampler"
    return LangevinSampler(
        kind=sampler.kind,
        network=sampler.network,
        needs=sampler.needs,
        shape=sampler.shape,
        origin=origin,
        langevin=sampler_chains(spec, settings, origin),
    )
