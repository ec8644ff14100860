"""Rotary positions."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.position import Positions
from specc.ir.rotary_scaling import RotaryScaling


@dataclass(frozen=True, kw_only=True)
class Rotate:
    """The function that rotates queries and keys.

    Attributes:
        frequency: of each pair of features.
        angle: what a pair is rotated by, in words.
    """

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "rotate"
    frequency: Expr
    angle: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class Rotated:
    """What attention does with it; `rotated` is made of queries or keys `x`."""

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "rotary"
    rotated: Expr
    origin: str


@dataclass(frozen=True, kw_only=True)
class Rotary(Positions):
    """Queries and keys are rotated."""

    scaling: RotaryScaling

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The function."""
        scaling = self.scaling
        rotate = Rotate(frequency=scaling.frequency, angle=scaling.angle, origin=self.origin)
        return (*scaling.definitions, rotate)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Its calls."""
        rotated = pattern("rotate(x, place, self.rope_base)", place=self.scaling.position)
        return (Rotated(rotated=rotated, origin=self.origin), *self.scaling.additions)
