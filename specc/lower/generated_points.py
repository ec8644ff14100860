"""Points in the plane that are made from a seed."""

from __future__ import annotations

from specc.ir.sources.points import Points
from specc.language.generated_points import GeneratedPoints


def points(spec: GeneratedPoints, noun_phrase: str, **sizes: float) -> Points:
    """A source of them; `sizes` are the numbers that only this kind has."""
    return Points(
        template="points",
        builtin=True,
        noun_phrase=noun_phrase,
        origin="data.source",
        kind=spec.type,
        rows=spec.rows,
        noise=spec.noise,
        seed=spec.seed,
        sizes=tuple(sizes.items()),
    )
