"""Variances that grow linearly."""

from __future__ import annotations

from specc.ir.diffusion import NoiseSchedule
from specc.ir.expr import Expr
from specc.language.noise_schedules.linear import Linear
from specc.lower.settings import Settings


def lower(spec: Linear, timesteps: Expr, settings: Settings, origin: str) -> NoiseSchedule:
    """The first and the last variance are settings."""
    first, last = (
        settings.of(
            spec, name, f"{origin}.{name}", f"variance of the noise that the {which} step adds"
        )
        for name, which in (("start", "first"), ("end", "last"))
    )
    return NoiseSchedule(
        template="linear",
        words="Betas grow linearly (Ho et al. 2020); alpha**2 is that paper's alpha bar.",
        timesteps=timesteps,
        option={"start": first, "end": last},
        origin=origin,
    )
