"""Two circles."""

from __future__ import annotations

from specc.ir.sources.points import Points
from specc.language.sources.circles import Circles
from specc.lower.generated_points import points
from specc.lower.source_context import SourceContext


def lower(spec: Circles, _: SourceContext) -> Points:
    """Made by the trainer."""
    return points(spec, "the points of two circles", factor=spec.factor)
