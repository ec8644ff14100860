"""Rules about schedules of warm-up, constant rate and decay."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.quantities import Duration
from specc.language.schedules.wsd import Wsd
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.rules.spans import schedule_spans


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
