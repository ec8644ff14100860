"""Square roots."""

from __future__ import annotations

from specc.ir.diffusion import NoiseSchedule
from specc.ir.expr import Expr, Literal
from specc.language.noise_schedules.sqrt import Sqrt
from specc.lower.settings import Settings


def lower(spec: Sqrt, timesteps: Expr, _: Settings, origin: str) -> NoiseSchedule:
    """Its offset is a constant of the paper."""
    return NoiseSchedule(
        template="sqrt",
        words="The square-root schedule of Li et al. (2022), appendix A; alpha**2 is their alpha bar.",
        timesteps=timesteps,
        option={"s": Literal(spec.s)},
        origin=origin,
    )
