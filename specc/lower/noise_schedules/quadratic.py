"""Standard deviations that grow linearly."""

from __future__ import annotations

from specc.ir.diffusion import NoiseSchedule
from specc.ir.expr import Expr
from specc.language.noise_schedules.quadratic import Quadratic
from specc.lower.settings import Settings


def lower(spec: Quadratic, timesteps: Expr, settings: Settings, origin: str) -> NoiseSchedule:
    """The first and the last variance are settings."""
    first, last = (
        settings.of(
            spec, name, f"{origin}.{name}", f"variance of the noise that the {which} step adds"
        )
        for name, which in (("start", "first"), ("end", "last"))
    )
    return NoiseSchedule(
        template="quadratic",
        words="Roots of betas grow linearly (Rombach et al. 2022); alpha**2 is alpha bar of Ho et al.",
        timesteps=timesteps,
        option={"start": first, "end": last},
        origin=origin,
    )
