"""Stop at the first."""

from __future__ import annotations

from specc.ir.step import Guard
from specc.language.nonfinites.stop import Stop
from specc.lower.settings import Settings


def lower(spec: Stop, settings: Settings) -> Guard:
    """Nothing is skipped."""
    return Guard(None, "train.nonfinite", dumps=getattr(spec, "dump", False))
