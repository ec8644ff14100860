"""Rules about what is followed in a run: norms of modules, and traces."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable
from specc.rules.registry import Found, rule, warning
from specc.rules.schedule import MOST_STEPS

_NORMS = ("log", "norms")
_START = ("profile", "start")


def _window(resolved: Resolved) -> tuple[int, int] | None:
    """The first step of the trace and the number of its steps; None if they cannot be counted."""
    profile = resolved.spec.profile
    if profile is None or not all(
        countable(resolved, x) for x in (profile.start, profile.duration)
    ):
        return None
    count = resolved.clock.count
    return count(profile.start), max(1, count(profile.duration))


@rule("E130", "the trace ends after the run")
def trace_exceeds_run(resolved: Resolved) -> Iterator[Found]:
    """The profiler traces `duration` steps from `start` on, and these have to be part of the run.

    Begin earlier, or trace less.
    """
    if (window := _window(resolved)) is None:
        return
    (start, steps), run = window, resolved.clock.steps
    if start + steps > run:
        label = f"the trace ends at step {start + steps:,}, and the run has {run:,}"
        fix = Fix(_START, f"{run - steps} steps") if 0 < run - steps <= MOST_STEPS else None
        yield Found(_START, label, (), fix)


@warning("E131", "the trace begins with the compilation")
def trace_has_compilation(resolved: Resolved) -> Iterator[Found]:
    """The first call compiles the training step, which takes longer than thousands of steps.

    A trace of it shows little else. Begin after some steps.
    """
    if (window := _window(resolved)) is None:
        return
    (start, steps), run = window, resolved.clock.steps
    if start == 0:
        fix = Fix(_START, counted(steps, "step").replace(",", "")) if 2 * steps <= run else None
        yield Found(_START, "0 steps come before it", (), fix)


@rule("E132", "norms are repeated")
def norms_are_repeated(resolved: Resolved) -> Iterator[Found]:
    """Norms are logged once for each module, however often they are listed.

    Probably others were meant.
    """
    norms = resolved.spec.log.norms
    for index, name in enumerate(norms):
        if name in norms[:index]:
            path = (*_NORMS, index)
            yield Found(path, f"{name} is already in the list", (), Fix(path, None))


@rule("E133", "updates of several networks have no norms")
def updates_of_networks(resolved: Resolved) -> Iterator[Found]:
    """Each network applies its update as it computes it, so a step keeps no updates to measure.

    Norms of gradients and parameters are available for each network.
    """
    norms = resolved.spec.log.norms
    if resolved.spec.networks and "updates" in norms:
        index = norms.index("updates")
        path = _NORMS if len(norms) == 1 else (*_NORMS, index)
        yield Found((*_NORMS, index), "the loss updates several networks", (), Fix(path, None))
