"""Mistakes in learning-rate schedules."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.spec.diagnostics import Fix

_PATH = ("optimizer", "learning_rate")


@rule("S012", "the warm-up is longer than the run")
def warmup_fills_run(resolved: Resolved) -> Iterator[Found]:
    """The rate rises during the warm-up and reaches its peak at the end of it.

    A warm-up as long as the run, or longer, means that the peak is never reached and that the decay never
    happens. A twentieth of the run is usual.
    """
    schedule = resolved.spec.optimizer.learning_rate
    steps = resolved.clock.count(schedule.warmup)
    if steps and steps >= resolved.clock.steps:
        yield Found(
            (*_PATH, "warmup"),
            f"{steps:,} steps, but the run has {resolved.clock.steps:,}",
            (f"the learning rate would never reach its peak of {schedule.peak:g}",),
            Fix((*_PATH, "warmup"), "5%"),
        )
