"""Exponential moving averages."""

from __future__ import annotations

from specc.ir.expr import Call, Difference, Expr, Literal, Ratio, Sum, Symbol
from specc.ir.settings import Bounds, Field
from specc.ir.step import RunningAverage
from specc.lower.averages._running import timing
from specc.lower.settings import Settings
from specc.spec.averages.ema import Ema


def lower(written: Ema, settings: Settings) -> RunningAverage:
    """The share of the new weights is 1 - decay; with a warm-up, 9 / (10 + t) as long as that is more."""
    doc = "share of the average that is kept at each averaging"
    bounds = Bounds(0, 1, low_open=True, high_open=True)
    decay = settings.add(
        Field("ema_decay", "float", written.decay, doc, "learning", bounds, "average.decay")
    )
    when = timing(written, settings)
    share: Expr = Difference(Literal(1), decay)
    if written.warmup:
        early = Ratio(Literal(9), Sum(Literal(10), when.done))
        share = Call(Symbol("jax.numpy", "maximum"), (share, early))
    return RunningAverage(
        template="running",
        name="ema",
        comment="moving average of params, evaluated in their place",
        origin="average",
        with_statistics=True,
        share=share,
        course="The share of the new weights, larger at first: the average starts as untrained ones."
        if written.warmup
        else "The share of the new weights.",
        start=when.start,
        every=when.every,
    )
