"""Axes: which range they have, and where their ticks are."""

from __future__ import annotations

import dataclasses
import math

from specc.report.settings import number

_MOST_POWERS = 7  # ticks of a logarithmic axis
_LEAST = 1e-100  # what is smaller is 0


@dataclasses.dataclass(frozen=True, slots=True)
class Axis:
    """An axis.

    Attributes:
        low, high: its ends, different from each other.
        ticks: values within it, each with its text.
        is_log: whether equal distances are equal factors.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    is_log: bool = False

    def place(self, value: float) -> float:
        """Where a value is: 0 at the low end, 1 at the high one."""
        if self.is_log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def linear(low: float, high: float, most: int = 5, margin: float = 0.05) -> Axis:
    """An axis for values from `low` to `high`, with `most` ticks or fewer, at round numbers."""
    if high - low <= max(1e-9 * max(abs(low), abs(high)), _LEAST):
        size = abs(high) * 0.1 or 1.0
        low, high = low - size, high + size
    extra = margin * (high - low)
    low, high = low - extra if low else low, high + extra
    step = _round_step((high - low) / most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    ticks = [n * step for n in range(first, last + 1)]
    digits = _digits(max(map(abs, ticks)), step)
    texts = (number(tick, digits) if tick else "0" for tick in ticks)
    return Axis(low, high, tuple(zip(ticks, texts, strict=True)))


def of_steps(last: int, most: int = 5) -> Axis:
    """The axis of steps, from 0 to `last`."""
    step = max(1, round(_round_step(last / most))) if last else 1
    ticks = range(0, last + 1, step)
    return Axis(0, max(last, 1), tuple((tick, _count(tick)) for tick in ticks))


def logarithmic(low: float, high: float) -> Axis:
    """A logarithmic axis for values from `low` > 0 to `high`: ticks at powers of ten, or at 1, 2, 5."""
    extra = (high / low) ** 0.05
    low, high = low / extra, high * extra
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [m * 10.0**power for power in powers for m in (1, 2, 5)]
    ticks = [tick for tick in ticks if low <= tick <= high]
    every = 1
    while len(ticks) > _MOST_POWERS:
        decades = [10.0**power for power in powers if power % every == 0]
        ticks = [tick for tick in decades if low <= tick <= high]
        every += 1
    return Axis(low, high, tuple((tick, number(tick, 2)) for tick in ticks), is_log=True)


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `least`."""
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= least * (1 - 1e-9))


def _digits(largest: float, step: float) -> int:
    """How many digits tell multiples of a step apart, up to the largest."""
    last = math.floor(math.log10(step) + 1e-9)
    last -= round(step / 10.0**last, 6) == 2.5
    return max(2, math.floor(math.log10(max(largest, step)) + 1e-9) - last + 1)


def _count(step: int) -> str:
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if step >= size and step % (size // 10) == 0:
            return f"{step / size:g}{letter}"
    return f"{step:,}"
