"""What schedules are, written out in doubles from the papers and from docs/guide.md.

Shares no code with specc, its templates or optax. Every function gives the value at a step, counted from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Formula = Callable[[int], float]


def warmed(peak: float, warmup: int, then: Formula) -> Formula:
    """A straight line from 0, and what follows counted from its end."""
    return lambda step: peak * step / warmup if step < warmup else then(step - warmup)


def constant(value: float) -> Formula:
    return lambda _: value


def line(first: float, last: float, steps: int) -> Formula:
    return lambda step: first + (last - first) * min(step, steps) / steps


def cosine(first: float, last: float, steps: int) -> Formula:
    def at(step: int) -> float:
        return last + 0.5 * (first - last) * (1 + math.cos(math.pi * min(step, steps) / steps))

    return at


def power(first: float, last: float, steps: int, exponent: float) -> Formula:
    return lambda step: last + (first - last) * (1 - min(step, steps) / steps) ** exponent


def logistic(first: float, last: float, steps: int, steepness: float) -> Formula:
    """The logistic function from -steepness / 2 to steepness / 2, stretched to both values."""

    def height(share: float) -> float:
        return 1 / (1 + math.exp(-steepness * (share - 0.5)))

    low, high = height(0), height(1)
    return lambda step: (
        first + (last - first) * (height(min(step, steps) / steps) - low) / (high - low)
    )


def exponential(first: float, factor: float, every: int, floor: float = 0.0) -> Formula:
    return lambda step: max(first * factor ** (step / every), floor)


def stairs(first: float, factor: float, every: int, floor: float = 0.0) -> Formula:
    return lambda step: max(first * factor ** (step // every), floor)


def table(values: Sequence[float], boundaries: Sequence[int]) -> Formula:
    """The value of the last boundary that the step has come to."""
    return lambda step: values[sum(step >= boundary for boundary in boundaries)]


def between(
    values: Sequence[float], boundaries: Sequence[int], part: Callable[[float, float, int], Formula]
) -> Formula:
    """Parts from boundary to boundary."""
    starts = (0, *boundaries)

    def at(step: int) -> float:
        place = sum(step >= boundary for boundary in boundaries)
        if place == len(boundaries):
            return values[-1]
        start, end = starts[place], starts[place + 1]
        return part(values[place], values[place + 1], end - start)(step - start)

    return at


def triangle(low: float, high: float, period: int, height: Formula) -> Formula:
    """Smith 2017: up in the first half of a period, down in the second."""

    def at(step: int) -> float:
        half = period / 2
        within = step - period * (step // period)
        share = within / half if within <= half else (period - within) / half
        return low + (high - low) * share * height(step)

    return at


def inverse_root(peak: float, timescale: int, floor: float = 0.0) -> Formula:
    return lambda step: max(peak * (timescale / (timescale + step)) ** 0.5, floor)


def root_decay(first: float, last: float, steps: int) -> Formula:
    """1-sqrt of Hägele et al. 2024."""
    return lambda step: last + (first - last) * (1 - (min(step, steps) / steps) ** 0.5)


def phased(*phases: tuple[int | None, Formula]) -> Formula:
    """Each for its steps, counted from its own start; the last for ever."""

    def at(step: int) -> float:
        start = 0
        for length, formula in phases:
            if length is None or step < start + length:
                return formula(step - start)
            start += length
        raise ValueError(step)

    return at


def restarts(first: float, last: float, lengths: Sequence[int]) -> Formula:
    """SGDR: a cosine for each length."""
    return phased(
        *((length, cosine(first, last, length)) for length in lengths[:-1]),
        (None, cosine(first, last, lengths[-1])),
    )
