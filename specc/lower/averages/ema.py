"""Exponential moving averages."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.ir.step import RunningAverage
from specc.language.averages.ema import Ema
from specc.lower.averages._running import running
from specc.lower.schedule import lower_number
from specc.lower.settings import Settings, bounds_of


def lower(spec: Ema, settings: Settings) -> RunningAverage:
    """The weight of the new parameters is 1 - decay; with a warm-up, 9 / (10 + t) where that is more."""
    doc = "fraction of the average kept by an update"
    bounds = bounds_of(type(spec).model_fields["decay"])
    scheduled = lower_number(spec, "decay", settings, "average.decay", doc=doc)
    if scheduled is not None:
        decay: Expr = pattern("schedule(step)", schedule=scheduled)
    else:
        decay = settings.add(
            Field("ema_decay", "float", spec.decay, doc, "learning", bounds, "average.decay")
        )
    weight, note = pattern("1 - decay", decay=decay), ""
    if spec.warmup:
        weight = pattern("jnp.maximum(weight, 9 / (10 + updates))", weight=weight)
        note = "larger at first"
    return running(spec, settings, weight, words="moving average", note=note)
