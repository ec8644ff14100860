"""Normal distributions on a grid."""

from __future__ import annotations

from specc.ir.sources.points import Points
from specc.language.sources.gaussian_grid import GaussianGrid
from specc.lower.generated_points import points
from specc.lower.source_context import SourceContext


def lower(spec: GaussianGrid, _: SourceContext) -> Points:
    """Made by the trainer."""
    return points(
        spec,
        f"the points of {spec.groups:,} normal distributions on a grid",
        spec.groups,
        side=spec.side,
        spacing=spec.spacing,
    )
