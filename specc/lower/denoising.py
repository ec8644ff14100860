"""What samplers of diffusions have in common."""

from __future__ import annotations

import dataclasses

from specc.ir.diffusion import DiffusionSampler
from specc.ir.expr import Argument, Pattern, Setting
from specc.ir.pattern import pattern
from specc.ir.sampler import Sampler
from specc.ir.settings import Field
from specc.language.sampler import DenoisingSampler
from specc.lower.settings import AT_LEAST_ONE, Settings

_TIMESTEPS = Setting("timesteps")


def denoiser(
    sampler: Sampler,
    method: str,
    words: str,
    shares: Pattern | None = None,
    options: tuple[Argument, ...] = (),
) -> DiffusionSampler:
    """The sampler of a loss, with a method.

    Args:
        sampler: that of the loss.
        method: its template.
        words: its name.
        shares: of the most steps of noise, those that it takes; all if that is None.
        options: its numbers.
    """
    known = {field.name: getattr(sampler, field.name) for field in dataclasses.fields(sampler)}
    source = "jnp.arange(timesteps, -1, -1)"
    if shares is not None:
        source = "jnp.array(np.unique(np.rint(timesteps * shares).astype(int))[::-1])"
    return DiffusionSampler(
        **{**known, "origin": "sample.sampler"},
        method=method,
        words=words,
        shares=shares,
        steps=pattern(source, timesteps=_TIMESTEPS),
        timesteps=_TIMESTEPS,
        options=options,
    )


def spaced(spec: DenoisingSampler, settings: Settings) -> Pattern:
    """Shares of all steps, as many as a setting says."""
    doc, origin = "steps from noise to data", "sample.sampler.steps"
    field = Field(
        "sampler_steps",
        "int",
        spec.steps,
        doc,
        "cadence",
        AT_LEAST_ONE,
        origin,
        ignored_on_resume=True,
    )
    power = {"uniform": "", "quadratic": " ** 2"}[spec.spacing]
    return pattern(f"np.linspace(0, 1, count + 1){power}", count=settings.add(field))
