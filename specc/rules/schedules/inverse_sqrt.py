"""Rules about inverse square roots."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.quantities import Duration
from specc.language.schedules.inverse_sqrt import InverseSqrt
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.rules.spans import schedule_spans


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
