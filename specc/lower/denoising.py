"""What samplers of diffusions have in common."""

from __future__ import annotations

import dataclasses

from specc.ir.diffusion import DiffusionSampler
from specc.ir.expr import Argument, Pattern, Setting
from specc.ir.pattern import pattern
from specc.ir.sampler import Sampler
from specc.ir.settings import Field
from specc.lower.settings import AT_LEAST_ONE, Settings

_TIMESTEPS = Setting("timesteps")


def denoiser(
    sampler: Sampler, method: str, words: str, steps: Pattern, options: tuple[Argument, ...] = ()
) -> DiffusionSampler:
    """The sampler of a loss, with a method.

    Args:
        sampler: that of the loss.
        method: its template.
        words: its name.
        steps: those that it takes.
        options: its numbers.
    """
    known = {field.name: getattr(sampler, field.name) for field in dataclasses.fields(sampler)}
    return DiffusionSampler(
        **{**known, "origin": "sample.sampler"},
        method=method,
        words=words,
        steps=steps,
        timesteps=_TIMESTEPS,
        options=options,
    )


def step_count(steps: int, settings: Settings) -> Setting:
    """The setting for the number of steps of a sampler."""
    return settings.add(
        Field(
            "sampler_steps",
            "int",
            steps,
            "steps from noise to data",
            "cadence",
            AT_LEAST_ONE,
            "sample.sampler.steps",
            ignored_on_resume=True,
        )
    )


def spaced(count: Setting, *, squared: bool = False) -> Pattern:
    """Some of the steps, evenly spaced, or closer to each other near data."""
    shares = "np.linspace(0, 1, count + 1)" + (" ** 2" if squared else "")
    source = f"np.unique(np.rint(timesteps * {shares}).astype(int))[::-1]"
    return pattern(source, timesteps=_TIMESTEPS, count=count)
