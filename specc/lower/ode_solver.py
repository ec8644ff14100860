"""Solvers of ordinary differential equations."""

from __future__ import annotations

from specc.ir.sampler import OdeSampler, Sampler
from specc.ir.settings import Field
from specc.language.sampler import OdeSolver
from specc.lower.settings import AT_LEAST_ONE, Settings


def solver(spec: OdeSolver, sampler: Sampler, settings: Settings) -> OdeSampler:
    """The sampler of a loss, with a method and a number of steps, which is a setting."""
    origin = "sample.sampler.steps"
    field = Field(
        "sampler_steps",
        "int",
        spec.steps,
        "steps from noise to data",
        "cadence",
        AT_LEAST_ONE,
        origin,
        ignored_on_resume=True,
    )
    return OdeSampler(
        kind=sampler.kind,
        network=sampler.network,
        needs=sampler.needs,
        shape=sampler.shape,
        origin="sample.sampler",
        method=spec.type,
        words=spec.words,
        steps=settings.add(field),
    )
