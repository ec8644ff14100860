"""Rules about phases, milestones and boundaries of schedules."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from specc.document.diagnostics import Fix, Path
from specc.language.changes.piecewise import Piecewise as PiecewiseChange
from specc.language.quantities import Duration
from specc.language.schedules.multistep import Multistep
from specc.language.schedules.piecewise import Piecewise
from specc.language.wording import counted
from specc.language.wording import number as written_out
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable
from specc.rules.registry import Found, rule, warning
from specc.rules.spans import changes, schedule_spans, sequences


class Points(NamedTuple):
    """Milestones or boundaries of a schedule, with their steps.

    Attributes:
        at: their steps; None if not countable.
        reached: whether the end of the run is allowed, as the end of an interpolation.
    """

    path: Path
    written: tuple[Duration, ...]
    at: tuple[int | None, ...]
    steps: int
    scope: str
    reached: bool
    warmup: int


def _points(resolved: Resolved) -> Iterator[Points]:
    for span in schedule_spans(resolved):
        written = span.written
        if isinstance(written, Multistep):
            given, key, reached = written.milestones, "milestones", False
        elif isinstance(written, Piecewise):
            given, key, reached = written.boundaries, "boundaries", written.interpolate != "none"
        else:
            continue
        at = tuple(span.count(duration) for duration in given)
        path = (*span.path, key)
        yield Points(path, given, at, span.steps, span.scope, reached, span.warmup)
    run = resolved.clock.steps
    for path, change in changes(resolved) if run > 0 else ():
        if isinstance(change, PiecewiseChange):
            given = change.boundaries
            at = tuple(
                resolved.clock.count(item) if countable(resolved, item) else None for item in given
            )
            reached = change.interpolate != "none"
            yield Points((*path, "boundaries"), given, at, run, "the run", reached, 0)


@rule("S018", "a phase never runs")
def phase_never_runs(resolved: Resolved) -> Iterator[Found]:
    """The earlier phases already fill the run.

    Percentages are of the run and add up to at most 100%. The last phase fills the rest if its
    length is not given.
    """
    for span, written in sequences(resolved):
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
    for span, written in sequences(resolved):
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
    for span, written in sequences(resolved):
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
    for span, written in sequences(resolved):
        for number, phase in enumerate(written.phases):
            if span.count(phase.duration) == 0:
                path = (*span.path, "phases", number, "for")
                yield Found(path, f"{phase.duration} is less than a step", (), Fix(path, "1 step"))


@rule("S021", "milestones or boundaries out of order")
def points_out_of_order(resolved: Resolved) -> Iterator[Found]:
    """Each milestone, or boundary, must come after the one before.

    Two at the same step would count as one, silently.
    """
    for points in _points(resolved):
        for number, (before, after) in enumerate(itertools.pairwise(points.at), 1):
            if before is not None and after is not None and after <= before:
                label = f"step {after:,}, but the one before is at step {before:,}"
                yield Found((*points.path, number), label, (), None)
                break


@warning("S022", "a milestone or boundary after the end of the run")
def point_beyond_end(resolved: Resolved) -> Iterator[Found]:
    """A milestone, or boundary, after the last step has no effect.

    Percentages follow the length of the run.
    """
    for points in _points(resolved):
        for number, step in enumerate(points.at):
            if step is not None and step >= points.steps + points.reached:
                label = f"step {step:,}, but {points.scope} has {points.steps:,}"
                yield Found((*points.path, number), label, (), None)
                break


@rule("S028", "a milestone or boundary before the schedule begins")
def point_in_warmup(resolved: Resolved) -> Iterator[Found]:
    """Milestones are counted from the start of the run, and this one lies within the warm-up.

    The rate would never reach its peak. A boundary at step 0 leaves no step for the first value.
    """
    for points in _points(resolved):
        for number, step in enumerate(points.at):
            if step is not None and step <= points.warmup:
                ends = f", but the warm-up ends at step {points.warmup:,}" if points.warmup else ""
                label = f"step {step:,}{ends}"
                yield Found((*points.path, number), label, (), None)
                break


@rule("S023", "the numbers of values and boundaries do not match")
def counts_differ(resolved: Resolved) -> Iterator[Found]:
    """The first value applies from the start, and each other one from its boundary.

    So there must be one boundary fewer than values.
    """
    blocks: list[tuple[Path, Piecewise | PiecewiseChange]] = [
        (span.path, span.written)
        for span in schedule_spans(resolved)
        if isinstance(span.written, Piecewise)
    ]
    blocks += [
        (path, change) for path, change in changes(resolved) if isinstance(change, PiecewiseChange)
    ]
    for path, block in blocks:
        values, boundaries = len(block.values), len(block.boundaries)
        if boundaries != values - 1:
            label = f"{counted(values, 'value')} need {values - 1:,}, there are {boundaries:,}"
            if boundaries == 1:
                label = f"{counted(values, 'value')} need {values - 1:,}, there is 1"
            yield Found((*path, "boundaries"), label, (), None)


@warning("S026", "a schedule that is constant")
def change_is_constant(resolved: Resolved) -> Iterator[Found]:
    """All its values are equal: write a number instead."""
    for path, change in changes(resolved):
        numbers = [value for _, value in change.numbers()]
        if len(set(numbers)) == 1:
            label = f"it is {numbers[0]:g} from the first step to the last"
            yield Found(path, label, (), Fix(path, written_out(numbers[0])))
    for span in schedule_spans(resolved):
        written = span.written
        if isinstance(written, Piecewise) and len(set(written.values)) == 1:
            label = f"it is {written.values[0]:g} from the first step to the last"
            fix = Fix(span.path, written_out(written.values[0])) if written.values[0] else None
            yield Found((*span.path, "values"), label, (), fix)
