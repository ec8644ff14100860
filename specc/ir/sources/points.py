"""Points in the plane that are made from a seed."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.node import Renderable
from specc.ir.source import Modes, Source


@dataclass(frozen=True, kw_only=True)
class MakePoints:
    """The function that makes them; each kind has a template.

    Attributes:
        component: what the label of a point is called; "_" if nothing reads it.
        arrays: the columns, by name.
        noise: the standard deviation.
        sizes: the other numbers of the kind, by name.
    """

    folder: ClassVar[str] = "data/points/"
    template: str
    component: str
    arrays: Expr
    noise: float
    sizes: tuple[tuple[str, int | float], ...]
    origin: str

    @property
    def size(self) -> dict[str, int | float]:
        """The other numbers."""
        return dict(self.sizes)


@dataclass(frozen=True, kw_only=True)
class ModeCenters:
    """The function that gives the centers of normal distributions; each kind has a template.

    Attributes:
        sizes: the numbers of the kind, by name.
    """

    folder: ClassVar[str] = "data/centers/"
    template: str
    sizes: tuple[tuple[str, int | float], ...]
    origin: str

    @property
    def size(self) -> dict[str, int | float]:
        """The numbers of the kind."""
        return dict(self.sizes)


@dataclass(frozen=True)
class Points(Source):
    """A call of the function that makes them, with their number and the seed.

    Attributes:
        kind: the template of the function.
        centers: of how many normal distributions they are a mixture; None if they are none.
    """

    kind: str
    rows: int
    noise: float
    seed: int
    sizes: tuple[tuple[str, int | float], ...]
    centers: int | None = None

    @property
    def modes(self) -> Modes | None:
        """The normal distributions, if they have a spread."""
        return Modes(self.centers, self.noise) if self.centers and self.noise else None

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The function, and the centers that it uses."""
        values = zip(self.names, (Name("points"), Name("component")), strict=False)
        centers = ModeCenters(template=self.kind, sizes=self.sizes, origin=self.origin)
        return (
            *((centers,) if self.centers else ()),
            MakePoints(
                template=self.kind,
                component="component" if len(self.names) > 1 else "_",
                arrays=DictExpr(tuple((Literal(name), value) for name, value in values)),
                noise=self.noise,
                sizes=self.sizes,
                origin=self.origin,
            ),
        )
