"""Rotary positions."""

from __future__ import annotations

import dataclasses
from typing import ClassVar, Self

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
    """Queries and keys are rotated.

    Attributes:
        scaling: how positions or frequencies are changed for a longer context.
        casts: whether the result is cast back to the dtype of queries and keys.
    """

    scaling: RotaryScaling
    casts: bool = False

    def reduced(self) -> Self:
        """See `Positions`: angles are float32."""
        return dataclasses.replace(self, casts=True)

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The function."""
        scaling = self.scaling
        rotate = Rotate(frequency=scaling.frequency, angle=scaling.angle, origin=self.origin)
        return (*scaling.definitions, rotate)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Its calls."""
        source = "rotate(x, place, self.rope_base)"
        source = f"{source}.astype(x.dtype)" if self.casts else source
        rotated = pattern(source, place=self.scaling.position)
        return (Rotated(rotated=rotated, origin=self.origin), *self.scaling.additions)
