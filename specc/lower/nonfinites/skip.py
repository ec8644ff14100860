"""Skip some."""

from __future__ import annotations

from specc.ir.settings import Field
from specc.ir.step import Guard
from specc.language.nonfinites.skip import Skip
from specc.lower.settings import AT_LEAST_ONE, Settings


def lower(spec: Skip, settings: Settings) -> Guard:
    """How many in a row is a setting."""
    doc = "steps in a row that may be skipped as not finite"
    origin = "train.nonfinite.most"
    field = Field("max_skipped", "int", spec.most, doc, "learning", AT_LEAST_ONE, origin)
    return Guard(settings.add(field), "train.nonfinite")
