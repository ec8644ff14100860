"""The signal-to-noise ratio."""

from __future__ import annotations

from specc.ir.diffusion import Target, Weighting
from specc.ir.pattern import pattern
from specc.language.weightings.snr import Snr
from specc.lower.diffusion_targets import weight_of
from specc.lower.settings import Settings


def lower(_: Snr, target: Target, __: Settings, origin: str) -> Weighting | None:
    """None if the noise is predicted, whose error has this weight anyway."""
    if target.name == "noise":
        return None
    return Weighting(
        words="the signal-to-noise ratio (Salimans and Ho 2022)",
        weight=weight_of(target, pattern("snr")),
        origin=origin,
    )
