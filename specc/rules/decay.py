"""Rules about durations in schedules that do not fit the run."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.block import Block
from specc.language.change import Ramp
from specc.language.quantities import Duration, Percentage
from specc.language.schedule import DecayingSchedule
from specc.language.schedules.cosine_restarts import CosineRestarts
from specc.language.schedules.cyclic import Cyclic
from specc.language.schedules.exponential import Exponential
from specc.language.schedules.inverse_sqrt import InverseSqrt
from specc.language.schedules.one_cycle import OneCycle
from specc.language.schedules.reduce_on_plateau import ReduceOnPlateau
from specc.language.schedules.step import Step
from specc.language.schedules.wsd import Wsd
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


@rule("S017", "warm-up and decay are longer than the run together")
def parts_do_not_fit(resolved: Resolved) -> Iterator[Found]:
    """A `wsd` schedule rises, stays constant and falls at the end; the constant part is the rest of the run.

    Here the decay would start before the warm-up ends. Shorten one of them.
    """
    for span in schedule_spans(resolved):
        if not isinstance(span.written, Wsd) or span.warmup >= span.steps:
            continue
        steps = span.count(span.written.decay)
        if steps is not None and span.warmup + steps > span.steps:
            path = (*span.path, "decay")
            fifth = Duration(20.0, "percent")
            fits = 0 < resolved.clock.count(fifth) <= span.steps - span.warmup
            label = f"{span.warmup:,} + {steps:,} steps, but {span.scope} has {span.steps:,}"
            yield Found(path, label, (), Fix(path, str(fifth)) if fits else None)


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


@warning("S025", "the run ends before the schedule changes")
def interval_exceeds_run(resolved: Resolved) -> Iterator[Found]:
    """The first drop, or the end of the first cycle, would come after the last step.

    So the rate never drops, or never comes down again. Often the interval comes from a recipe for a
    longer run; a percentage follows the length of the run.
    """
    for span in schedule_spans(resolved):
        written = span.written
        left = span.steps - span.warmup
        drops = isinstance(written, Step) or (
            isinstance(written, Exponential) and written.staircase
        )
        key = "every" if drops else "period" if isinstance(written, Cyclic) else ""
        steps = span.count(getattr(written, key)) if key else None
        if steps is None or left <= 0 or (steps <= left if key == "period" else steps < left):
            continue
        path = (*span.path, key)
        quarter = Duration(25.0, "percent")
        fits = 0 < resolved.clock.count(quarter) < left
        what = "the rate never drops" if drops else "the rate never comes down again"
        label = f"{counted(steps, 'step')}, but only {left:,} are left of {span.scope}"
        yield Found(path, label, (what,), Fix(path, str(quarter)) if fits else None)


@rule("S027", "an inverse square root without a timescale")
def root_has_no_timescale(resolved: Resolved) -> Iterator[Found]:
    """The rate falls by a factor of √2 in the first `timescale` after the peak, and more slowly afterwards.

    If not given, the timescale is the length of the warm-up, as in the paper. Without either, the
    schedule is undefined.
    """
    for span in schedule_spans(resolved):
        written = span.written
        if isinstance(written, InverseSqrt) and written.timescale is None:
            if written.warmup.number > 0:
                continue
            path = (*span.path, "timescale")
            tenth = Duration(10.0, "percent")
            text = str(tenth) if resolved.clock.count(tenth) else "1 step"
            yield Found(span.path, "there is no warm-up, and no timescale", (), Fix(path, text))


@warning("S031", "the loss cannot stay on a plateau for that long")
def plateau_exceeds_run(resolved: Resolved) -> Iterator[Found]:
    """The rate drops after `patience` averages without an improvement, each over `average` steps.

    If these take longer than the run, it never drops. Lower one of them.
    """
    for span in schedule_spans(resolved):
        written = span.written
        if not isinstance(written, ReduceOnPlateau):
            continue
        steps = span.count(written.average)
        if steps and (needed := steps * (written.patience + 1)) > span.steps:
            path = (*span.path, "patience")
            label = f"{written.patience:,} after the first, of {counted(steps, 'step')} each, are {needed:,}"
            fitting = span.steps // steps // 4
            fix = Fix(path, str(fitting)) if fitting else None
            note = f"{span.scope} has {span.steps:,}"
            yield Found(path, label, (note,), fix)


@rule("S032", "a cycle that does not go up and down")
def cycle_is_out_of_order(resolved: Resolved) -> Iterator[Found]:
    """A one-cycle schedule starts below its peak, rises to it, and ends below its start.

    Values without a percent sign are rates; `4%` is relative to the peak. The rise must leave time
    for the way down, and `back` must come after the peak.
    """
    for span in schedule_spans(resolved):
        written = span.written
        if not isinstance(written, OneCycle):
            continue

        def rate(value: Percentage | float, peak: float = written.peak) -> float:
            return value.fraction * peak if isinstance(value, Percentage) else value

        start, end = (*span.path, "start"), (*span.path, "floor")
        if rate(written.start) >= written.peak:
            label = f"it begins at {rate(written.start):g}, which is not below {written.peak:g}"
            yield Found(start, label, (), Fix(start, "4%"))
        elif rate(written.floor) >= rate(written.start) and rate(written.floor) <= written.peak:
            label = (
                f"it ends at {rate(written.floor):g}, which is not below {rate(written.start):g}"
            )
            fits = rate(Percentage(0.0004)) < rate(written.start)
            yield Found(end, label, (), Fix(end, "0.0004%") if fits else None)
        yield from _turns(span, written)


def _turns(span: ScheduleSpan, written: OneCycle) -> Iterator[Found]:
    rise, back = (*span.path, "rise"), (*span.path, "back")
    top = int(written.rise.fraction * span.steps)
    if top <= 0 or top >= span.steps:
        label = f"the peak is at step {top:,} of {span.steps:,}"
        fits = 0 < int(0.3 * span.steps) < span.steps
        yield Found(rise, label, (), Fix(rise, "30%") if fits else None)
    elif written.shape == "linear":
        turn = int(written.back.fraction * span.steps)
        if not top < turn < span.steps:
            label = f"it is back at step {turn:,}, after a peak at {top:,} of {span.steps:,}"
            fits = top < int(0.85 * span.steps) < span.steps
            yield Found(back, label, (), Fix(back, "85%") if fits else None)
