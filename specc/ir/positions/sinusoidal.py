"""Sines and cosines of positions."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Self

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.position import Positions


@dataclass(frozen=True, kw_only=True)
class Sinusoids:
    """The function that gives them; `embedded` is its result."""

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "sinusoidal"
    embedded: Expr
    origin: str


@dataclass(frozen=True, kw_only=True)
class Sinusoidal(Positions):
    """Fixed vectors that are added to those of the tokens.

    Attributes:
        casts: whether they are cast to the dtype of these.
    """

    casts: bool = False

    def reduced(self) -> Self:
        """See `Positions`: angles are float32."""
        return dataclasses.replace(self, casts=True)

    @property
    def embedded(self) -> Expr:
        """See `Positions`."""
        return pattern("embed(self.tokens, token, jnp.arange(time))")

    @property
    def embedded_one(self) -> Expr:
        """See `Positions`."""
        return pattern("embed(self.tokens, token, position[None])")

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The function."""
        encoding = "encoding.astype(tokens.embedding.dtype)" if self.casts else "encoding"
        embedded = pattern(f"math.sqrt(width) * tokens(token) + {encoding}")
        return (Sinusoids(embedded=embedded, origin=self.origin),)
