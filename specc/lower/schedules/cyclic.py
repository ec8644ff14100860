"""`type: cyclic`."""

from __future__ import annotations

from specc.ir.schedule import Course, Tree
from specc.lower.courses import triangles
from specc.lower.settings import Span, literal
from specc.lower.stretch import Stretch
from specc.spec.schedules.cyclic import Cyclic

_PERIOD = Span("cycle", "cycle_steps", "learning", "{unit} that a cycle of the rate takes")
_WORDS = {
    "triangular": "",
    "triangular2": ", half as high with each cycle",
    "exp_range": ", {factor:g} times as high with each cycle",
}


def lower(written: Cyclic, stretch: Stretch) -> Tree:
    """Triangles: optax has none."""
    start = stretch.start(written, doc="highest")
    end = stretch.end(written, start.peak)
    period = stretch.time(_PERIOD, written.period, "period")
    shrinks = [("factor", literal(written.factor))] if written.mode == "exp_range" else []
    call = triangles(written.mode, end.rate, start.peak, period, *shrinks, origin=stretch.origin)
    words = f"up from {end.words} and down again, over and over"
    words += _WORDS[written.mode].format(factor=written.factor)
    helper = f"{written.mode}_schedule"
    course = Course(call, "triangles", words, stretch.origin, words, helpers=(helper,))
    return stretch.warmed(start, course)
