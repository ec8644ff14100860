"""Stop at the first."""

from __future__ import annotations

from specc.ir.step import Guard
from specc.lower.settings import Settings
from specc.spec.nonfinites.stop import Stop


def lower(spec: Stop, settings: Settings) -> Guard:
    """Nothing is skipped."""
    return Guard(None, "train.nonfinite", dumps=getattr(spec, "dump", False))
