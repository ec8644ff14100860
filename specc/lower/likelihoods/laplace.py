"""The Laplace likelihood."""

from __future__ import annotations

from specc.ir.likelihood import Likelihood
from specc.language.facts import Facts
from specc.language.likelihoods.laplace import Laplace
from specc.lower.likelihood_scale import density
from specc.lower.settings import Settings


def lower(spec: Laplace, _: Facts, settings: Settings, origin: str) -> Likelihood:
    """A Laplace density around each output."""
    return density(spec, "laplace", "a Laplace", "mean absolute deviation", settings, origin)
