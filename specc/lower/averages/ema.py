"""Exponential moving averages."""

from __future__ import annotations

from specc.ir.expr import Call, Difference, Expr, Literal, Local, Ratio, Sum, Symbol
from specc.ir.settings import Field
from specc.ir.step import RunningAverage
from specc.lower.averages._running import running
from specc.lower.schedule import lower_number
from specc.lower.settings import Settings, bounds_of
from specc.spec.averages.ema import Ema


def lower(written: Ema, settings: Settings) -> RunningAverage:
    """The share of the new weights is 1 - decay; with a warm-up, 9 / (10 + t) as long as that is more."""
    doc = "share of the average that is kept at each averaging"
    bounds = bounds_of(type(written).model_fields["decay"])
    scheduled = lower_number(written, "decay", settings, "average.decay", doc=doc)
    if scheduled is not None:
        decay: Expr = Call(scheduled, (Local("step"),))
    else:
        decay = settings.add(
            Field("ema_decay", "float", written.decay, doc, "learning", bounds, "average.decay")
        )
    usual = Difference(Literal(1), decay)

    def warmed_up(done: Expr) -> Expr:
        early = Ratio(Literal(9), Sum(Literal(10), done))
        return Call(Symbol("jax.numpy", "maximum"), (usual, early))

    summary = "Share of new weights in the moving average"
    if written.warmup:
        summary += ", larger while it still has untrained ones"
    return running(
        written,
        settings,
        warmed_up if written.warmup else lambda _: usual,
        words="moving average",
        summary=f"{summary}.",
    )
