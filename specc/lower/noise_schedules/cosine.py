"""Squared cosines."""

from __future__ import annotations

from specc.ir.diffusion import NoiseSchedule
from specc.ir.expr import Expr, Literal
from specc.language.noise_schedules.cosine import Cosine
from specc.lower.settings import Settings


def lower(spec: Cosine, timesteps: Expr, _: Settings, origin: str) -> NoiseSchedule:
    """Its offset is a constant of the paper."""
    return NoiseSchedule(
        template="cosine",
        words="The cosine schedule of Nichol and Dhariwal (2021), equation 17; alpha**2 is their alpha bar.",
        timesteps=timesteps,
        option={"s": Literal(spec.s)},
        origin=origin,
    )
