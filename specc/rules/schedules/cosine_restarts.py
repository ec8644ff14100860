"""Rules about restarts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.schedules.cosine_restarts import CosineRestarts
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.rules.spans import schedule_spans


@rule("S024", "there are more cycles than steps")
def cycles_are_too_short(resolved: Resolved) -> Iterator[Found]:
    """Restarts divide the time after the warm-up, and each cycle needs at least one step.

    If cycles grow, the first ones are the shortest. Use fewer cycles or less growth.
    """
    for span in schedule_spans(resolved):
        written = span.written
        left = span.steps - span.warmup
        if not isinstance(written, CosineRestarts) or left <= 0:
            continue
        if 0 in cycle_lengths(left, written.cycles, written.growth):
            path = (*span.path, "cycles")
            label = f"{written.cycles:,} cycles do not fit into {counted(left, 'step')}"
            fits = 0 not in cycle_lengths(left, 2, written.growth)
            yield Found(path, label, (), Fix(path, "2") if fits and written.cycles > 2 else None)


def cycle_lengths(steps: int, cycles: int, growth: float) -> list[int]:
    """The steps of each cycle, as the trainer has them."""
    try:
        weights = [growth**cycle for cycle in range(cycles)]
        ends = [round(steps * sum(weights[:cycle]) / sum(weights)) for cycle in range(cycles + 1)]
    except OverflowError:  # more growth than floats can count
        return [0]
    return [end - start for start, end in itertools.pairwise(ends)]
