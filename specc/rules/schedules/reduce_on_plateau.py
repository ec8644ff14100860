"""Rules about schedules that follow the loss."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.schedules.reduce_on_plateau import ReduceOnPlateau
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.spans import rates, schedule_spans


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


@rule("O152", "reduce_on_plateau for a part of the parameters")
def other_rate_follows_loss(resolved: Resolved) -> Iterator[Found]:
    """`reduce_on_plateau` scales the updates of all parameters at the end of the chain.

    So it cannot be the schedule of Adam's part in Muon alone. As the schedule of `learning_rate` it is
    for both parts.
    """
    for path, schedule in rates(resolved):
        if path[-1] != "learning_rate":
            parts = [schedule, *(p.schedule for p in getattr(schedule, "phases", ()))]
            if any(part.type == "reduce_on_plateau" for part in parts):
                peak = max(rate for _, rate in schedule.peaks())
                label = "it scales the updates of all parameters"
                yield Found(path, label, (), Fix(path, f"{peak:g}"))
