"""How a transformer knows the order of tokens."""

from __future__ import annotations

from typing import Self

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Renderable
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Positions:
    """Positions of tokens; each type has a subclass.

    Attributes:
        words: what they are, as in "with rotary positions"; empty for none.
        places: those of the tokens of a window, (time,) or (n, time).
    """

    words: str
    origin: str = "model.positions"
    places: Expr = pattern("jnp.arange(time)")

    def reduced(self) -> Self:
        """The same, without float32 where activations have another dtype."""
        return self

    @property
    def embedded(self) -> Expr:
        """The vectors of `token`, (n, time)."""
        return pattern("self.tokens(token)")

    @property
    def embedded_one(self) -> Expr:
        """The vectors of `token`, (n,), all at `position`."""
        return pattern("self.tokens(token)")

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """Functions that it uses."""
        return ()

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Nodes that add lines to the classes of the model."""
        return ()

    @property
    def cached(self) -> tuple[Renderable, ...]:
        """Nodes that add to what writes token by token."""
        return ()
