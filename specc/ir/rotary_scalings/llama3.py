"""Slow pairs of features made slower."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.rotary_scaling import RotaryScaling

Number = int | float


@dataclass(frozen=True, kw_only=True)
class Frequencies:
    """The function of frequencies.

    Attributes:
        factor: by which slow pairs are slower.
        context: the first one.
        low: turns in it below which a pair is slow.
        high: turns in it above which it is not.
    """

    folder: ClassVar[str] = "model/transformer/positions/"
    template: ClassVar[str] = "llama3"
    factor: Number
    context: int
    low: Number
    high: Number
    origin: str

    @property
    def counted_low(self) -> str:
        """Such turns in words."""
        return _times(self.low)

    @property
    def counted_high(self) -> str:
        """Such turns in words."""
        return _times(self.high)

    @property
    def between(self) -> Expr:
        """Where `turns` are between the two: 0 at the lower one, 1 at the higher one."""
        span = Literal(self.high - self.low)
        return pattern("(turns - low) / span", low=Literal(self.low), span=span)


@dataclass(frozen=True, kw_only=True)
class Llama3(RotaryScaling):
    """The frequencies of Llama 3.1; see `Frequencies`."""

    frequencies: Frequencies

    @property
    def frequency(self) -> Expr:
        """See `RotaryScaling`."""
        return pattern("frequencies(base, d)", origin=self.origin)

    @property
    def angle(self) -> str:
        """See `RotaryScaling`."""
        return "position * frequencies(base, d)"

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The function."""
        return (self.frequencies,)


def _times(count: Number) -> str:
    return "once" if count == 1 else f"{count:g} times"
