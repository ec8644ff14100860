"""Rules about learning rate schedules and the length of the run."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.quantities import Duration, Percentage
from specc.language.schedule import FlooredSchedule, Peaked
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.spans import ScheduleSpan, schedule_spans

_RUN = ("train", "duration")
MOST_STEPS = 2**31 - 1


def _warmups(resolved: Resolved) -> Iterator[tuple[ScheduleSpan, int]]:
    """The schedules with a warm-up, and its steps."""
    for span in schedule_spans(resolved):
        duration = getattr(span.written, "warmup", None)
        if duration is not None and duration.number > 0:
            steps = span.count(duration)
            if steps is not None:
                yield span, steps


def _length(span: ScheduleSpan) -> str:
    """The steps of the run, and where they come from if that is a number of epochs."""
    clock, duration = span.resolved.clock, span.resolved.spec.train.duration
    if duration.unit != "epochs" or span.scope != "the run":
        return f"{span.steps:,}"
    return f"{clock.steps:,} ({duration} × {counted(clock.steps_per_epoch, 'step')})"


def _shorter(span: ScheduleSpan) -> Fix:
    twentieth = Duration(5.0, "percent")
    fits = 0 < span.resolved.clock.count(twentieth) <= span.steps / 2
    return Fix((*span.path, "warmup"), str(twentieth) if fits else None)


@rule("S012", "the warm-up is longer than the run")
def warmup_fills_run(resolved: Resolved) -> Iterator[Found]:
    """The learning rate reaches its peak at the end of the warm-up.

    If the warm-up fills the run, the peak is never reached and the decay never starts; optax
    rejects some such schedules and silently runs others. 5% of the run is usual. The same applies
    to a warm-up within a phase.
    """
    for span, steps in _warmups(resolved):
        if steps >= span.steps:
            assert isinstance(span.written, Peaked)
            yield Found(
                (*span.path, "warmup"),
                f"{counted(steps, 'step')}, but {span.scope} has {_length(span)}",
                (f"the learning rate would never reach its peak of {span.written.peak:g}",),
                _shorter(span),
            )


@warning("S013", "the warm-up takes more than half of the run")
def warmup_fills_half(resolved: Resolved) -> Iterator[Found]:
    """Little of the run is left after the warm-up.

    A warm-up in steps often comes from a recipe for a longer run. A percentage follows the length
    of the run; 5% is usual.
    """
    for span, steps in _warmups(resolved):
        if span.steps / 2 < steps < span.steps:
            scope = "run" if span.scope == "the run" else "phase"
            yield Found(
                (*span.path, "warmup"),
                f"{steps:,} of the {scope}'s {counted(span.steps, 'step')}",
                (f"only {span.steps - steps:,} remain after it",),
                _shorter(span),
            )


@rule("S014", "the learning rate ends above its peak")
def floor_above_peak(resolved: Resolved) -> Iterator[Found]:
    """A decaying schedule goes from the peak to the floor, even if the floor is higher.

    The rate would grow until the end of the run, silently. A floor without a percent sign is a
    rate: `10%` is a tenth of the peak, `0.1` is a rate of 0.1.
    """
    for span in schedule_spans(resolved):
        floor, peak = getattr(span.written, "floor", None), getattr(span.written, "peak", 0.0)
        if isinstance(floor, float | int) and floor > peak:
            path = (*span.path, "floor")
            meant = f"{floor * 100:.4g}%" if 0.001 <= floor < 0.5 else "10%"
            if span.written.type == "one_cycle":
                meant = "0.01%"
            yield Found(
                path,
                f"the rate would grow from {peak:g} to {floor:g}",
                (f"{floor:g} is a rate; a share of the peak has a percent sign",),
                Fix(path, meant),
            )


@warning("S015", "the schedule decays to its own peak")
def floor_at_peak(resolved: Resolved) -> Iterator[Found]:
    """A decaying schedule goes from the peak to the floor; if they are equal, it is constant.

    Set a lower floor, such as `10%` of the peak, or use `type: constant`.
    """
    for span in schedule_spans(resolved):
        schedule = span.written
        if not isinstance(schedule, FlooredSchedule):
            continue
        floor, path = schedule.floor, (*span.path, "floor")
        same = floor.percent == 100 if isinstance(floor, Percentage) else floor == schedule.peak
        if same:
            label = f"{floor} is where the schedule starts: {schedule.peak:g}"
            yield Found(path, label, ("the rate never decays",), Fix(path, "10%"))


@rule("S016", "the warm-up rounds to zero steps")
def warmup_rounds_to_nothing(resolved: Resolved) -> Iterator[Found]:
    """A warm-up is rounded to steps, and this one rounds to zero.

    With zero steps some of optax's schedules start at the peak, but `warmup_constant_schedule`
    stays at its initial value: a rate of 0 for the entire run. Use one step or more, or remove the
    warm-up.
    """
    for span, steps in _warmups(resolved):
        if steps:
            continue
        assert isinstance(span.written, Peaked)
        duration, path = span.written.warmup, (*span.path, "warmup")
        yield Found(
            path,
            f"{duration} of {counted(resolved.clock.steps, 'step')} is less than half a step"
            if duration.unit == "percent"
            else f"{duration} is less than a step",
            (resolved.clock.size_of_step(duration),)
            if duration.unit in ("examples", "tokens")
            else (),
            Fix(path, "1 step" if span.steps > 1 else None),
        )


@rule("S101", "the length of the run is a percentage")
def run_in_percent(resolved: Resolved) -> Iterator[Found]:
    """Percentages are of the run, so its own length cannot be one.

    Give it in epochs, steps, examples or tokens, such as `20 epochs`.
    """
    duration = resolved.spec.train.duration
    if duration.unit == "percent":
        yield Found(
            _RUN, f"{duration} of itself", ("write it in epochs, steps or examples: 20 epochs",)
        )


@rule("S102", "the run has zero steps")
def run_rounds_to_nothing(resolved: Resolved) -> Iterator[Found]:
    """The length of the run is rounded to steps of one batch each, here to zero.

    An epoch has as many steps as full batches fit into the training examples, and fractions of an
    epoch are rounded.
    """
    duration, clock = resolved.spec.train.duration, resolved.clock
    if clock.steps or duration.unit == "percent":
        return
    if duration.unit == "epochs" and clock.steps_per_epoch == 0:
        return
    size = (
        f"an epoch has {counted(clock.steps_per_epoch, 'step')}"
        if duration.unit == "epochs"
        else clock.size_of_step(duration)
    )
    suggested = "1 epoch" if clock.steps_per_epoch else "1 step"
    yield Found(_RUN, f"0 steps: {size}", (), Fix(_RUN, suggested))


@rule("S103", "the run has more steps than int32 can count")
def run_overflows(resolved: Resolved) -> Iterator[Found]:
    """Steps are counted in 32-bit integers on the device, as in optax and flax.

    Past 2,147,483,647 the counter wraps to a negative number, which breaks the schedule and bias
    correction. Often the unit is wrong: steps instead of examples.
    """
    steps = resolved.clock.steps
    if steps > MOST_STEPS:
        label = f"{steps:,} steps, but int32 counts to {MOST_STEPS:,}"
        yield Found(_RUN, label, ("the step counter would wrap and become negative",))
