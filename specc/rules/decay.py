"""Rules about durations in schedules that do not fit the run."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.block import Block
from specc.language.change import Ramp
from specc.language.quantities import Duration, Percentage
from specc.language.schedule import DecayingSchedule
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable
from specc.rules.registry import Found, rule, warning
from specc.rules.spans import ScheduleSpan, changes, schedule_spans


def _decays(resolved: Resolved) -> Iterator[tuple[ScheduleSpan, DecayingSchedule, int]]:
    """The schedules that say how long they decay, and the steps of it."""
    for span in schedule_spans(resolved):
        if isinstance(span.written, DecayingSchedule):
            steps = span.count(span.written.decay)
            if steps:
                yield span, span.written, steps


@warning("S009", "nothing trains after the decay")
def decay_ends_early(resolved: Resolved) -> Iterator[Found]:
    """If the decay is shorter than the run, the learning rate stays at the floor afterwards.

    With a floor of 0, these steps only cost time. Remove `decay`, so that it fills the run, or set
    a floor.
    """
    for span, written, steps in _decays(resolved):
        left = span.steps - span.warmup - steps
        floor = written.floor
        if left > 0 and (floor.percent if isinstance(floor, Percentage) else floor) == 0:
            path = (*span.path, "decay")
            label = f"the rate is 0 for the last {counted(left, 'step')} of {span.steps:,}"
            yield Found(path, label, (), Fix(path, None))


@warning("S010", "the decay is longer than the run")
def decay_is_cut_off(resolved: Resolved) -> Iterator[Found]:
    """The learning rate does not reach its floor before the run, or the phase, ends.

    Often the decay was meant for a longer run. If removed, it fills this one.
    """
    for span, _, steps in _decays(resolved):
        left = span.steps - span.warmup
        if 0 < left < steps:
            path = (*span.path, "decay")
            label = f"{counted(steps, 'step')}, but only {left:,} are left of {span.scope}"
            yield Found(path, label, ("the rate never reaches its floor",), Fix(path, None))
    if resolved.clock.steps <= 0:
        return
    for path, change in changes(resolved):
        if isinstance(change, Ramp) and change.over and countable(resolved, change.over):
            count, run = resolved.clock.count(change.over), resolved.clock.steps
            if count > run:
                label = f"{counted(count, 'step')}, but the run has {run:,}"
                note = f"it never reaches {change.end:g}"
                yield Found((*path, "over"), label, (note,), Fix((*path, "over"), None))


@rule("S020", "a time of a schedule rounds to zero steps")
def time_rounds_to_nothing(resolved: Resolved) -> Iterator[Found]:
    """Times are rounded to steps, and this one rounds to zero.

    For a transition of zero steps, optax returns a schedule that stays at its start and only logs a
    message; others divide by zero. Use one step or more.
    """
    if resolved.clock.steps <= 0:
        return
    blocks: list[tuple[Path, Block]] = [*changes(resolved)]
    blocks += [(span.path, span.written) for span in schedule_spans(resolved)]
    for path, block in blocks:
        for name in type(block).model_fields:
            if name in ("warmup", "milestones", "boundaries"):
                continue
            duration = getattr(block, name)
            if not isinstance(duration, Duration) or not countable(resolved, duration):
                continue
            if resolved.clock.count(duration) == 0:
                label = f"{duration} is less than a step"
                yield Found((*path, name), label, (), Fix((*path, name), "1 step"))


@warning("S025", "the run ends before the schedule changes")
def interval_exceeds_run(resolved: Resolved) -> Iterator[Found]:
    """The first drop, or the end of the first cycle, would come after the last step.

    So the rate never drops, or never comes down again. Often the interval comes from a recipe for a
    longer run; a percentage follows the length of the run.
    """
    for span in schedule_spans(resolved):
        written = span.written
        left = span.steps - span.warmup
        drops, cycle = written.drops, type(written).cycle
        key = drops or cycle
        if key is None:
            continue
        steps = span.count(getattr(written, key))
        if steps is None or left <= 0 or (steps < left if drops else steps <= left):
            continue
        path = (*span.path, key)
        quarter = Duration(25.0, "percent")
        fits = 0 < resolved.clock.count(quarter) < left
        what = "the rate never drops" if drops else "the rate never comes down again"
        label = f"{counted(steps, 'step')}, but only {left:,} are left of {span.scope}"
        yield Found(path, label, (what,), Fix(path, str(quarter)) if fits else None)
