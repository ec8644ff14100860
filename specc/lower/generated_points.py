"""Points in the plane that are made from a seed."""

from __future__ import annotations

from specc.ir.sources.points import Points
from specc.language.generated_points import GeneratedPoints


def points(
    spec: GeneratedPoints, noun_phrase: str, centers: int | None = None, **sizes: float
) -> Points:
    """A source of them; `sizes` are the numbers that only this kind has.

    Args:
        spec: the source.
        noun_phrase: what the points are.
        centers: of how many normal distributions they are a mixture, if they are one.
        sizes: by name.
    """
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
        centers=centers,
    )
