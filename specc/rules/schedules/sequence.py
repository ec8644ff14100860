"""Rules about phases."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.quantities import Duration
from specc.language.schedules.sequence import Sequence
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.spans import ScheduleSpan, rates


def _sequences(resolved: Resolved) -> Iterator[tuple[ScheduleSpan, Sequence]]:
    """The learning rates that are sequences."""
    steps = resolved.clock.steps
    for path, written in rates(resolved):
        if steps > 0 and isinstance(written, Sequence):
            yield ScheduleSpan(resolved, path, written, steps, "the run"), written


@rule("S018", "a phase never runs")
def phase_never_runs(resolved: Resolved) -> Iterator[Found]:
    """The earlier phases already fill the run.

    Percentages are of the run and add up to at most 100%. The last phase fills the rest if its
    length is not given.
    """
    for span, written in _sequences(resolved):
        used = 0
        for number, phase in enumerate(written.phases):
            path = (*span.path, "phases", number)
            if used >= span.steps:
                label = f"the earlier phases take {used:,} of the {counted(span.steps, 'step')}"
                yield Found(path, label, (), None)
                break
            if phase.duration is None:
                break
            steps = span.count(phase.duration)
            if not steps:
                break
            used += steps


@warning("S019", "the phases do not fill the run")
def phases_leave_a_rest(resolved: Resolved) -> Iterator[Found]:
    """After the last phase, its schedule continues at its final rate, which may be 0.

    A last phase without `for` fills the rest of the run. A last phase that is too long is cut off
    before its schedule ends.
    """
    for span, written in _sequences(resolved):
        counts = [span.count(phase.duration) for phase in written.phases]
        if any(count is None or count == 0 for count in counts):
            continue
        steps = [count for count in counts if count]
        before, total = sum(steps[:-1]), sum(steps)
        if before < span.steps != total:
            path = (*span.path, "phases", len(counts) - 1, "for")
            how = "only " if total < span.steps else ""
            label = f"together they take {how}{total:,}, but {span.scope} has {span.steps:,}"
            yield Found(path, label, (), Fix(path, None))


@rule("S029", "a phase without a length is not the last")
def phase_has_no_length(resolved: Resolved) -> Iterator[Found]:
    """Only the last phase can fill the rest of the run; every other phase needs `for`."""
    for span, written in _sequences(resolved):
        for number, phase in enumerate(written.phases[:-1]):
            if phase.duration is None:
                path = (*span.path, "phases", number)
                label = f"it would fill all {counted(span.steps, 'step')}"
                share = max(1, 100 // len(written.phases))
                fits = resolved.clock.count(Duration(float(share), "percent")) > 0
                text = f"{share}%" if fits else "1 step"
                yield Found(path, label, (), Fix((*path, "for"), text))


@rule("S033", "a phase rounds to zero steps")
def phase_rounds_to_nothing(resolved: Resolved) -> Iterator[Found]:
    """The length of a phase is rounded to steps, and this one rounds to zero.

    Use one step or more, or remove the phase.
    """
    for span, written in _sequences(resolved):
        for number, phase in enumerate(written.phases):
            if span.count(phase.duration) == 0:
                path = (*span.path, "phases", number, "for")
                yield Found(path, f"{phase.duration} is less than a step", (), Fix(path, "1 step"))
