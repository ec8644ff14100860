"""Absolute errors."""

from __future__ import annotations

from specc.ir.diffusion import ErrorMeasure
from specc.ir.pattern import pattern
from specc.language.error_measures.l1 import L1
from specc.lower.settings import Settings


def lower(_: L1, __: Settings, origin: str) -> ErrorMeasure:
    """Without options."""
    error = pattern("jnp.abs(output - target)")
    return ErrorMeasure(name="l1", words="absolute error", error=error, origin=origin)
