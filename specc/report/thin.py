"""Fewer points of a long series, with its extremes kept."""

from __future__ import annotations

from collections.abc import Sequence

Points = list[tuple[int, float]]


def thin(steps: Sequence[int], values: Sequence[float], buckets: int) -> Points:
    """The lowest and the highest point of each of `buckets` equal ranges of steps, and both ends.

    A curve through them covers what one through all points would, to the width of a bucket. A series
    that has no more points than this would leave is returned as it is.

    Args:
        steps: increasing.
        values: one for each step.
        buckets: at least 1; the result has at most `2 * buckets + 2` points.
    """
    count = len(steps)
    if count <= 2 * buckets + 2:
        return list(zip(steps, values, strict=True))
    span = steps[-1] - steps[0] + 1
    kept = {0, count - 1}
    start = 0
    while start < count:
        bucket = (steps[start] - steps[0]) * buckets // span
        end = start
        while end < count and (steps[end] - steps[0]) * buckets // span == bucket:
            end += 1
        kept.add(min(range(start, end), key=values.__getitem__))
        kept.add(max(range(start, end), key=values.__getitem__))
        start = end
    return [(steps[n], values[n]) for n in sorted(kept)]


def smooth(values: Sequence[float], window: int) -> list[float]:
    """The mean of the values next to each: `window` of them, fewer near the ends.

    Args:
        values: of any number.
        window: odd.
    """
    half = window // 2
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + value)
    found = []
    for n in range(len(values)):
        reach = min(half, n, len(values) - 1 - n)  # as far to both sides, so that no end is shifted
        found.append((sums[n + reach + 1] - sums[n - reach]) / (2 * reach + 1))
    return found
