"""Squared errors."""

from __future__ import annotations

from specc.ir.diffusion import ErrorMeasure
from specc.ir.pattern import pattern
from specc.language.error_measures.mse import Mse
from specc.lower.settings import Settings


def lower(_: Mse, __: Settings, origin: str) -> ErrorMeasure:
    """Without options."""
    error = pattern("(output - target) ** 2")
    return ErrorMeasure(name="mse", words="squared error", error=error, origin=origin)
