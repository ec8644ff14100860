"""Points in the plane that are made from a seed."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.node import Renderable


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
        values = zip(self.names, (Name("points"), Name("component")), strict=False)
        return (
            MakePoints(
                template=self.kind,
                component="component" if len(self.names) > 1 else "_",
                arrays=DictExpr(tuple((Literal(name), value) for name, value in values)),
                noise=self.noise,
                sizes=self.sizes,
                origin=self.origin,
            ),
        )
