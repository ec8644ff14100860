"""What models of series have in common."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.pattern import pattern


@dataclass(frozen=True)
class Series:
    """One input; `plain` if its data has no axis of channels, which the model then adds."""

    name: str
    time: int
    channels: int
    plain: bool

    @property
    def with_channels(self) -> Expr:
        """The series of a batch, (n, time, channels)."""
        return pattern("x[..., None]", x=Name(self.name)) if self.plain else Name(self.name)
