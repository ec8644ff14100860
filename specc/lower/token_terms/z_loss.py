"""z-loss."""

from __future__ import annotations

from specc.ir.expr import Setting
from specc.ir.pattern import pattern
from specc.ir.token_terms import TokenTerm
from specc.language.block import Block
from specc.lower.settings import Settings


def lower(spec: Block, settings: Settings, origin: str) -> TokenTerm:
    """Its factor is a setting."""
    doc = "factor of log(Z)^2 in the loss"
    settings.of(spec, "z_loss", origin, doc)
    return TokenTerm(
        number=Setting("z_loss"),
        words="z-loss (Chowdhery et al. 2022)",
        value=pattern("nats + z_loss * log_z**2"),
        origin=origin,
    )
