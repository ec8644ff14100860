"""Learned positions."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.position import Positions


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """The layer of the vectors of positions."""

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "learned"
    origin: str


@dataclass(frozen=True, kw_only=True)
class Learned(Positions):
    """A vector for each place in the window."""

    @property
    def embedded(self) -> Expr:
        """See `Positions`."""
        return pattern("self.tokens(token) + self.positions(x)", x=self.places)

    @property
    def embedded_one(self) -> Expr:
        """See `Positions`."""
        return pattern("self.tokens(token) + self.positions(position)")

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """The layer."""
        return (Embedded(origin=self.origin),)
