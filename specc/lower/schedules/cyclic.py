"""`type: cyclic`."""

from __future__ import annotations

from specc.ir.schedule import ScheduleTree, Segment
from specc.language.schedules.cyclic import Cyclic
from specc.lower.schedule_context import ScheduleContext
from specc.lower.segments import triangles
from specc.lower.settings import DurationNames, literal

_PERIOD = DurationNames("cycle", "cycle_steps", "learning", "{unit} that a cycle of the rate takes")
_WORDS = {
    "triangular": "",
    "triangular2": ", half as high with each cycle",
    "exp_range": ", {factor:g} times as high with each cycle",
}


def lower(spec: Cyclic, context: ScheduleContext) -> ScheduleTree:
    """Triangles: optax has none."""
    start = context.start(spec, doc="highest")
    end = context.end(spec, start.peak)
    period = context.duration_setting(_PERIOD, spec.period, "period")
    shrinks = [("factor", literal(spec.factor))] if spec.mode == "exp_range" else []
    call = triangles(spec.mode, end.rate, start.peak, period, *shrinks, origin=context.origin)
    words = f"up from {end.words} and down again, over and over"
    words += _WORDS[spec.mode].format(factor=spec.factor)
    helper = f"{spec.mode}_schedule"
    segment = Segment(call, "triangles", words, context.origin, words, helpers=(helper,))
    return context.with_warmup(start, segment)
