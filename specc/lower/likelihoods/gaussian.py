"""The Gaussian likelihood."""

from __future__ import annotations

from specc.ir.likelihood import Likelihood
from specc.language.facts import Facts
from specc.language.likelihoods.gaussian import Gaussian
from specc.lower.likelihood_scale import density
from specc.lower.settings import Settings


def lower(spec: Gaussian, _: Facts, settings: Settings, origin: str) -> Likelihood:
    """A normal density around each output."""
    return density(spec, "norm", "a Gaussian", "standard deviation", settings, origin)
