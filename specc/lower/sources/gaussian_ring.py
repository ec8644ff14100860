"""Normal distributions on a circle."""

from __future__ import annotations

from specc.ir.sources.points import Points
from specc.language.sources.gaussian_ring import GaussianRing
from specc.lower.generated_points import points
from specc.lower.source_context import SourceContext


def lower(spec: GaussianRing, _: SourceContext) -> Points:
    """Made by the trainer."""
    return points(
        spec,
        f"the points of {spec.modes:,} normal distributions on a circle",
        spec.modes,
        modes=spec.modes,
        radius=spec.radius,
    )
