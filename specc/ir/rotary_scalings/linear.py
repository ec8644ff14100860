"""Positions divided by a factor."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.rotary_scaling import RotaryScaling


@dataclass(frozen=True, kw_only=True)
class Factor:
    """The factor, as attention keeps it."""

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "rope_factor"
    origin: str


@dataclass(frozen=True, kw_only=True)
class Linear(RotaryScaling):
    """Position interpolation."""

    @property
    def position(self) -> Expr:
        """See `RotaryScaling`."""
        return pattern("position / self.rope_factor", origin=self.origin)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """The factor."""
        return (Factor(origin=self.origin),)
