"""The weights of Karras et al."""

from __future__ import annotations

from specc.ir.diffusion import Target, Weighting
from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.language.weightings.edm import Edm
from specc.lower.diffusion_targets import weight_of
from specc.lower.settings import POSITIVE, Settings


def lower(spec: Edm, target: Target, settings: Settings, origin: str) -> Weighting:
    """The standard deviation of the data is a setting."""
    place, doc = (
        f"{origin}.sigma_data",
        "standard deviation of the data, in the weights of the loss",
    )
    field = Field("sigma_data", "float", spec.sigma_data, doc, "learning", POSITIVE, place)
    sigma = settings.add(field)
    return Weighting(
        words="the weights of Karras et al. (2022), table 1",
        weight=weight_of(target, pattern("snr + 1 / sigma**2", sigma=sigma)),
        origin=origin,
    )
