"""Rules about one-cycle schedules."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.quantities import Percentage
from specc.language.schedules.one_cycle import OneCycle
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.rules.spans import ScheduleSpan, schedule_spans


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
