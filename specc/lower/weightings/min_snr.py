"""The signal-to-noise ratio up to a limit."""

from __future__ import annotations

from specc.ir.diffusion import Target, Weighting
from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.language.weightings.min_snr import MinSnr
from specc.lower.diffusion_targets import weight_of
from specc.lower.settings import POSITIVE, Settings


def lower(spec: MinSnr, target: Target, settings: Settings, origin: str) -> Weighting:
    """The limit is a setting."""
    place, doc = f"{origin}.gamma", "limit of the signal-to-noise ratio as a weight"
    field = Field("min_snr_gamma", "float", spec.gamma, doc, "learning", POSITIVE, place)
    gamma = settings.add(field)
    return Weighting(
        words="min-SNR (Hang et al. 2023)",
        weight=weight_of(target, pattern("jnp.minimum(snr, gamma)", gamma=gamma)),
        origin=origin,
    )
