"""Rules about milestones and boundaries of schedules."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from specc.document.diagnostics import Fix, Path
from specc.language.change import Change
from specc.language.quantities import Duration
from specc.language.schedule import Schedule
from specc.language.wording import counted
from specc.language.wording import number as written_out
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable
from specc.rules.registry import Found, rule, warning
from specc.rules.spans import changes, schedule_spans


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
        if (key := type(written).points) is None:
            continue
        given, path = getattr(written, key), (*span.path, key)
        at, reached = tuple(span.count(duration) for duration in given), written.interpolates
        yield Points(path, given, at, span.steps, span.scope, reached, span.warmup)
    run = resolved.clock.steps
    for path, change in changes(resolved) if run > 0 else ():
        if (key := type(change).points) is not None:
            given = getattr(change, key)
            at = tuple(
                resolved.clock.count(item) if countable(resolved, item) else None for item in given
            )
            yield Points((*path, key), given, at, run, "the run", change.interpolates, 0)


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
    blocks: list[tuple[Path, Schedule | Change]] = [*changes(resolved)]
    blocks += [(span.path, span.written) for span in schedule_spans(resolved)]
    for path, block in blocks:
        if (key := type(block).points) is None or not hasattr(block, "values"):
            continue
        values, boundaries = len(block.values), len(getattr(block, key))
        if boundaries != values - 1:
            label = f"{counted(values, 'value')} need {values - 1:,}, there are {boundaries:,}"
            if boundaries == 1:
                label = f"{counted(values, 'value')} need {values - 1:,}, there is 1"
            yield Found((*path, key), label, (), None)


@warning("S026", "a schedule that is constant")
def change_is_constant(resolved: Resolved) -> Iterator[Found]:
    """All its values are equal: write a number instead."""
    for path, change in changes(resolved):
        numbers = [value for _, value in change.numbers()]
        if len(set(numbers)) == 1:
            label = f"it is {numbers[0]:g} from the first step to the last"
            yield Found(path, label, (), Fix(path, written_out(numbers[0])))
    for span in schedule_spans(resolved):
        values: tuple[float, ...] = getattr(span.written, "values", ())
        if len(set(values)) == 1:
            label = f"it is {values[0]:g} from the first step to the last"
            fix = Fix(span.path, written_out(values[0])) if values[0] else None
            yield Found((*span.path, "values"), label, (), fix)
