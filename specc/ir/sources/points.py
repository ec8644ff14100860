"""Points in the plane that are made from a seed."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.node import Renderable


@dataclass(frozen=True, kw_only=True)
class MakePoints:
    """The function that makes them; each kind has a template.

    Attributes:
        features: what the points are called.
        label: what their labels are called; None if nothing reads them.
        noise: the standard deviation.
        sizes: the other numbers of the kind, by name.
    """

    folder: ClassVar[str] = "data/points/"
    template: str
    features: str
    label: str | None
    noise: float
    sizes: tuple[tuple[str, int | float], ...]
    origin: str

    @property
    def size(self) -> dict[str, int | float]:
        """The other numbers."""
        return dict(self.sizes)


@dataclass(frozen=True)
class Points(Source):
    """A call of the function that makes them, with their number and the seed.

    Attributes:
        kind: the template of the function.
    """

    kind: str
    rows: int
    noise: float
    seed: int
    sizes: tuple[tuple[str, int | float], ...]

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The function."""
        features, *others = self.names
        return (
            MakePoints(
                template=self.kind,
                features=features,
                label=others[0] if others else None,
                noise=self.noise,
                sizes=self.sizes,
                origin=self.origin,
            ),
        )
