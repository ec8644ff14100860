"""What running averages have in common: when they are updated, and how many updates they have had."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.ir.step import RunningAverage
from specc.language.average import Running
from specc.lower.settings import DurationNames, Settings


def running(
    spec: Running, settings: Settings, weight: Expr, *, words: str, note: str
) -> RunningAverage:
    """An average of a type, named like it.

    Args:
        spec: when it is updated.
        settings: of the trainer, which this adds to.
        weight: of the new parameters, by the number of `updates` before and by the `step`.
        words: what it is, to complete "of params".
        note: what is special about the weight.
    """
    start = every = None
    if spec.start.number:
        doc = "{unit} before averaging starts"
        names = DurationNames(f"{spec.type}_start", "", "learning", doc, min_steps=0)
        start = settings.duration(names, spec.start, "average.start", inline=True)
    if spec.every is not None:
        doc = "{unit} between updates of the average"
        names = DurationNames(f"{spec.type}_every", "", "learning", doc)
        every = settings.duration(names, spec.every, "average.every", inline=True)
    return RunningAverage(
        name=spec.type,
        comment=f"{words} of params, evaluated in their place",
        origin="average",
        weight=weight,
        note=note,
        start=start,
        every=every,
    )
