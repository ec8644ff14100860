"""A trace of some steps by JAX's profiler."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Measure
from specc.ir.expr import Expr
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Profile(Measure):
    """The steps after `start` are traced, up to `end`."""

    template: ClassVar[str] = "profile"
    start: Expr
    end: Expr

    @property
    def pauses(self) -> Expr:
        """Starting a trace and writing it take time."""
        return pattern("step in (start, end)", start=self.start, end=self.end)
