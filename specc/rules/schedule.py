"""Mistakes in learning-rate schedules and in the length of the run that they span."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.spans import ScheduleSpan, schedule_spans
from specc.spec.diagnostics import Fix
from specc.spec.quantities import Duration, Share
from specc.spec.schedule import FlooredSchedule, Peaked
from specc.spec.wording import counted

_RUN = ("train", "duration")
_MOST_STEPS = 2**31 - 1


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
    """The rate rises during the warm-up and reaches its peak at the end of it.

    A warm-up as long as the run, or longer, means that the peak is never reached and that the decay
    never happens: optax refuses some schedules of this kind and runs others without a word. A
    twentieth of the run is usual. The same holds of a warm-up within a phase.
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
    """Training proper begins when the rate has reached its peak.

    A warm-up in steps often comes from a recipe for a longer run, and leaves little of a short one.
    Written as a share of the run, it follows the run's length; a twentieth is usual.
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
    """A decaying schedule goes from the peak to the floor, whichever is larger.

    With a floor above the peak the rate grows until the end of the run, and nothing says so: the
    loss only stops falling, or diverges late. A floor without a percent sign is a rate; `10%` is a
    tenth of the peak, `0.1` is the rate 0.1.
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
    """A decaying schedule goes from the peak to the floor; where they are equal, it is constant.

    Give a lower floor, such as `10%` of the peak, or say `type: constant` if a constant rate is
    meant.
    """
    for span in schedule_spans(resolved):
        schedule = span.written
        if not isinstance(schedule, FlooredSchedule):
            continue
        floor, path = schedule.floor, (*span.path, "floor")
        same = floor.percent == 100 if isinstance(floor, Share) else floor == schedule.peak
        if same:
            label = f"{floor} is where the schedule starts: {schedule.peak:g}"
            yield Found(path, label, ("the rate never decays",), Fix(path, "10%"))


@rule("S016", "the warm-up comes to no step at all")
def warmup_rounds_to_nothing(resolved: Resolved) -> Iterator[Found]:
    """A warm-up is rounded to whole steps, and this one rounds to zero.

    Asked for a warm-up of zero steps, optax's schedules differ: some start at the peak, and
    `warmup_constant_schedule` stays at its initial value, so that the whole run has a rate of 0 and
    learns nothing. Make the warm-up a step or more, or leave it out.
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
            (f"a step has {counted(resolved.clock.batch_size, 'example')}",)
            if duration.unit == "examples"
            else (),
            Fix(path, "1 step" if span.steps > 1 else None),
        )


@rule("S101", "the length of the run is a share of itself")
def run_in_percent(resolved: Resolved) -> Iterator[Found]:
    """A percentage is a share of the run, so the run itself cannot have its length in percent.

    Say how long it is in epochs, steps or examples, such as `20 epochs`.
    """
    duration = resolved.spec.train.duration
    if duration.unit == "percent":
        yield Found(
            _RUN, f"{duration} of what?", ("write it in epochs, steps or examples: 20 epochs",)
        )


@rule("S102", "the run comes to no step at all")
def run_rounds_to_nothing(resolved: Resolved) -> Iterator[Found]:
    """The length of the run is counted in whole steps of a batch each, and this one comes to zero.

    Nothing would be trained. An epoch has as many steps as full batches fit into the training
    examples, and a share of an epoch is rounded to whole ones.
    """
    duration, clock = resolved.spec.train.duration, resolved.clock
    if clock.steps or duration.unit == "percent":
        return
    if duration.unit == "epochs" and clock.steps_per_epoch == 0:
        return
    size = (
        f"an epoch has {counted(clock.steps_per_epoch, 'step')}"
        if duration.unit == "epochs"
        else f"a step has {counted(clock.batch_size, 'example')}"
    )
    suggested = "1 epoch" if clock.steps_per_epoch else "1 step"
    yield Found(_RUN, f"0 steps: {size}", (), Fix(_RUN, suggested))


@rule("S103", "the run has more steps than can be counted")
def run_overflows(resolved: Resolved) -> Iterator[Found]:
    """Steps are counted in 32-bit integers on the device, as optax and flax count them.

    Past 2,147,483,647 the counter would wrap to a negative number, and the schedule and the bias
    correction with it. A run of that length is most often a mistaken unit: steps for examples, or a
    scale too many.
    """
    steps = resolved.clock.steps
    if steps > _MOST_STEPS:
        label = f"{steps:,} steps, but int32 counts to {_MOST_STEPS:,}"
        yield Found(_RUN, label, ("the step counter would wrap and become negative",))
