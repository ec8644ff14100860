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
    """The weight of the new parameters is 1 - decay; the decay of update t is at most (1 + t) / (10 + t)."""
    doc = "decay of the average of the weights"
    bounds = bounds_of(type(spec).model_fields["decay"])
    scheduled = lower_number(spec, "decay", settings, "average.decay", doc=doc)
    if scheduled is not None:
        decay: Expr = pattern("schedule(step)", schedule=scheduled)
    else:
        decay = settings.add(
            Field("ema_decay", "float", spec.decay, doc, "learning", bounds, "average.decay")
        )
    note = ""
    if spec.warmup:
        decay = pattern("jnp.minimum(decay, (1 + updates) / (10 + updates))", decay=decay)
        note = "larger early in training"
    weight = pattern("1 - decay", decay=decay)
    return running(spec, settings, weight, words="moving average", note=note)
