"""Label smoothing."""

from __future__ import annotations

from specc.ir.expr import Setting
from specc.ir.pattern import pattern
from specc.ir.token_terms import TokenTerm
from specc.language.block import Block
from specc.lower.settings import Settings


def lower(spec: Block, settings: Settings, origin: str) -> TokenTerm:
    """The share of the targets that is spread is a setting."""
    doc = "probability that is spread over the vocabulary"
    settings.of(spec, "label_smoothing", origin, doc)
    smoothed = "nats + label_smoothing * (log_z - logits.mean(axis=-1) - nats)"
    return TokenTerm(
        number=Setting("label_smoothing"),
        words="label smoothing (Szegedy et al. 2016)",
        value=pattern(smoothed),
        origin=origin,
    )
