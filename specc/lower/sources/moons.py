"""Two half circles."""

from __future__ import annotations

from specc.ir.sources.points import Points
from specc.language.sources.moons import Moons
from specc.lower.generated_points import points
from specc.lower.source_context import SourceContext


def lower(spec: Moons, _: SourceContext) -> Points:
    """Made by the trainer."""
    return points(spec, "the points of two interleaving half circles")
