"""Huber's loss."""

from __future__ import annotations

from specc.ir.diffusion import ErrorMeasure
from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.language.error_measures.huber import Huber
from specc.lower.settings import POSITIVE, Settings


def lower(spec: Huber, settings: Settings, origin: str) -> ErrorMeasure:
    """The error from which on it is linear is a setting."""
    place, doc = f"{origin}.delta", "error from which on its measure is linear"
    field = Field("huber_delta", "float", spec.delta, doc, "learning", POSITIVE, place)
    error = pattern("optax.huber_loss(output, target, delta=delta)", delta=settings.add(field))
    return ErrorMeasure(name="huber", words="Huber loss", error=error, origin=origin)
