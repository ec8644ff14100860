"""What running averages have in common: when they take in weights, and how many they have."""

from __future__ import annotations

from collections.abc import Callable

from specc.ir.expr import Call, Difference, Expr, Local, Quotient, walk
from specc.ir.step import RunningAverage, Share
from specc.lower.settings import Settings, Span
from specc.spec.average import Running

_STEP = Local("step")


def running(
    written: Running, settings: Settings, share: Callable[[Expr], Expr], *, words: str, summary: str
) -> RunningAverage:
    """An average of a type, named like it.

    Args:
        written: when it takes in weights.
        settings: of the trainer, which this adds to.
        share: of the new weights, by the number of averagings before, and by `step` if it follows a
            schedule.
        words: what it is, to complete "of params".
        summary: what the share is, in a sentence.
    """
    start = every = None
    if written.start.number:
        doc = "{unit} before the average begins"
        span = Span("average_start", "average_start_step", "learning", doc, least=0)
        start = settings.duration(span, written.start, "average.start")
    if written.every is not None:
        doc = "{unit} between two averagings"
        span = Span("average_every", "average_interval", "learning", doc)
        every = settings.duration(span, written.every, "average.every")
    done: Expr = _STEP if every is None else Quotient(_STEP, every)
    if start is not None:
        done = Difference(done, start if every is None else Quotient(start, every))
    value, same = share(Local("done")), share(_STEP)
    varies = value != same or _STEP in walk(value)
    name = f"{written.type}_share"
    function = Share(
        template="share",
        name=name,
        summary=summary,
        done=None if done == _STEP or value == same else done,
        share=same if done == _STEP else value,
        varies=varies,
        start=start,
        every=every,
    )
    constant = not varies and start is None and every is None
    of_step = Call(Local(name), (Local("c"), Local("state.step")))
    return RunningAverage(
        template="running",
        name=written.type,
        comment=f"{words} of params, evaluated in their place",
        origin="average",
        with_statistics=True,
        function=None if constant else function,
        share=value if constant else of_step,
    )
