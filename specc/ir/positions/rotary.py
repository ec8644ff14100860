"""Rotary positions."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.node import Renderable
from specc.ir.position import Positions


@dataclass(frozen=True, kw_only=True)
class Rotate:
    """The function that rotates queries and keys."""

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "rotate"
    origin: str


@dataclass(frozen=True, kw_only=True)
class Rotated:
    """What attention does with it."""

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "rotary"
    origin: str


@dataclass(frozen=True, kw_only=True)
class Rotary(Positions):
    """Queries and keys are rotated."""

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The function."""
        return (Rotate(origin=self.origin),)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Its calls."""
        return (Rotated(origin=self.origin),)
