"""Annealed Langevin dynamics."""

from __future__ import annotations

import dataclasses

from specc.ir.sampler import Sampler
from specc.ir.score_matching import AnnealedLangevinSampler
from specc.ir.settings import Field
from specc.language.samplers.annealed_langevin import AnnealedLangevin
from specc.lower.settings import AT_LEAST_ONE, Settings, bounds_of

_ORIGIN = "sample.sampler"


def lower(spec: AnnealedLangevin, sampler: Sampler, settings: Settings) -> AnnealedLangevinSampler:
    """The sampler of a loss, with its numbers."""
    steps = Field(
        "sampler_steps",
        "int",
        spec.steps,
        "Langevin steps at each level of noise",
        "cadence",
        AT_LEAST_ONE,
        f"{_ORIGIN}.steps",
        ignored_on_resume=True,
    )
    size = Field(
        "sampler_step_size",
        "float",
        spec.step_size,
        "step size over the variance of the noise",
        "cadence",
        bounds_of(type(spec).model_fields["step_size"]),
        f"{_ORIGIN}.step_size",
        ignored_on_resume=True,
    )
    known = {field.name: getattr(sampler, field.name) for field in dataclasses.fields(sampler)}
    return AnnealedLangevinSampler(
        **{**known, "origin": _ORIGIN}, steps=settings.add(steps), step_size=settings.add(size)
    )
