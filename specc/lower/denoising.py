"""What samplers of diffusions have in common."""

from __future__ import annotations

import dataclasses

from specc.ir.diffusion import DiffusionSampler
from specc.ir.expr import Argument, Expr, Pattern, Setting
from specc.ir.pattern import pattern
from specc.ir.sampler import Sampler
from specc.ir.settings import Field
from specc.language.sampler import Denoising, DenoisingSampler
from specc.lower.settings import AT_LEAST_ONE, Settings, bounds_of

_TIMESTEPS = Setting("timesteps")


def denoiser(
    spec: Denoising,
    sampler: Sampler,
    settings: Settings,
    words: str,
    *,
    method: str = "",
    shares: Pattern | None = None,
    options: tuple[Argument, ...] = (),
) -> DiffusionSampler:
    """The sampler of a loss, with a method.

    Args:
        spec: the method.
        sampler: that of the loss.
        settings: gets the scale of guidance, if there is any.
        words: its name.
        method: its template, if that is not its type.
        shares: of the most steps of noise, those that it takes; all if that is None.
        options: its numbers.
    """
    known = {field.name: getattr(sampler, field.name) for field in dataclasses.fields(sampler)}
    source = "jnp.arange(timesteps, -1, -1)"
    if shares is not None:
        source = "jnp.array(np.unique(np.rint(timesteps * shares).astype(int))[::-1])"
    return DiffusionSampler(
        **{**known, "origin": "sample.sampler"},
        method=method or spec.type,
        words=words,
        shares=shares,
        steps=pattern(source, timesteps=_TIMESTEPS),
        timesteps=_TIMESTEPS,
        guidance_scale=_guidance_scale(spec, settings),
        options=options,
    )


def _guidance_scale(spec: Denoising, settings: Settings) -> Expr | None:
    if spec.guidance_scale == 1:
        return None
    doc, origin = "scale of classifier-free guidance; 1: none", "sample.sampler.guidance_scale"
    bounds = bounds_of(type(spec).model_fields["guidance_scale"])
    return settings.add(
        Field(
            "guidance_scale",
            "float",
            spec.guidance_scale,
            doc,
            "cadence",
            bounds,
            origin,
            ignored_on_resume=True,
        )
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
