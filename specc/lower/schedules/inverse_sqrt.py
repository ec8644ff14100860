"""`type: inverse_sqrt`."""

from __future__ import annotations

from specc.ir.schedule import Course, Tree
from specc.lower.courses import own
from specc.lower.settings import Span
from specc.lower.stretch import Stretch
from specc.spec.schedules.inverse_sqrt import InverseSqrt

_TIMESCALE = Span(
    "timescale", "timescale_steps", "learning", "{unit} in which the rate falls by the root of 2"
)


def lower(written: InverseSqrt, stretch: Stretch) -> Tree:
    """The inverse root: optax has none."""
    start = stretch.start(written)
    end = stretch.end(written, start.peak)
    timescale = start.warmup
    if written.timescale is not None:
        timescale = stretch.time(_TIMESCALE, written.timescale, "timescale")
    assert timescale is not None, "a rule has seen to it"
    call = own(
        "inverse_sqrt_schedule",
        ("init_value", start.peak),
        ("end_value", end.rate),
        ("timescale", timescale),
        origin=stretch.origin,
    )
    words = "by the inverse root of the steps"
    helpers = ("inverse_sqrt_schedule",)
    return stretch.warmed(start, Course(call, "inverse root", words, stretch.origin, "", helpers))
