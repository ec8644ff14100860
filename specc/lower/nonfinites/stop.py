"""Stop at the first."""

from __future__ import annotations

from specc.ir.step import Guard
from specc.lower.settings import Settings
from specc.spec.nonfinites.stop import Stop


def lower(written: Stop, settings: Settings) -> Guard:
    """Nothing is skipped."""
    return Guard(None, "train.nonfinite", dumps=getattr(written, "dump", False))
