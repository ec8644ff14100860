"""Scalings of rotary positions."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class RotaryScaling:
    """None: positions and frequencies as they are; each type has a subclass."""

    origin: str = "model.positions"

    @property
    def position(self) -> Expr:
        """The positions by which attention rotates."""
        return Name("position")

    @property
    def frequency(self) -> Expr:
        """The frequencies of pairs of features, from the `base` for vectors of `d` features."""
        return pattern("base ** (-jnp.arange(0, d, 2) / d)")

    @property
    def angle(self) -> str:
        """The angle of pair i at a position, in words."""
        return "position * base^(-2i/d)"

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """Functions that it uses."""
        return ()

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Nodes that add lines to attention."""
        return ()
