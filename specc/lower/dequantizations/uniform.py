"""Uniform dequantization."""

from __future__ import annotations

from specc.ir.dequantization import Dequantization
from specc.ir.pattern import pattern
from specc.language.dequantizations.uniform import Uniform
from specc.language.facts import Facts
from specc.lower.settings import Settings


def lower(spec: Uniform, facts: Facts, settings: Settings, origin: str) -> Dequantization:
    """Noise within each of the levels of the data, and the logit of a range that is a setting."""
    assert facts.levels is not None, "a rule has seen to it"
    doc = "pixels are scaled to [alpha, 1 - alpha] before the logit"
    return Dequantization(
        template="uniform",
        inverse="uniform_inverse",
        levels=facts.levels,
        alpha=settings.of(spec, "logit_alpha", f"{origin}.logit_alpha", doc),
        axes=pattern(f"{tuple(range(1, len(facts.shape) + 1))}"),
        origin=origin,
    )
