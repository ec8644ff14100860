"""Sines and cosines of positions."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.position import Positions


@dataclass(frozen=True, kw_only=True)
class Sinusoids:
    """The function that gives them."""

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "sinusoidal"
    origin: str


@dataclass(frozen=True, kw_only=True)
class Sinusoidal(Positions):
    """Fixed vectors that are added to those of the tokens."""

    @property
    def embedded(self) -> Expr:
        """See `Positions`."""
        return pattern("embed(self.tokens, token, x)", x=self.places)

    @property
    def embedded_one(self) -> Expr:
        """See `Positions`."""
        return pattern("embed(self.tokens, token, position[None])")

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The function."""
        return (Sinusoids(origin=self.origin),)
