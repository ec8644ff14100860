"""Lookahead."""

from __future__ import annotations

from specc.ir.settings import Bounds, Field
from specc.ir.step import SlowWeights
from specc.language.averages.lookahead import Lookahead
from specc.lower.settings import AT_LEAST_ONE, Settings


def lower(spec: Lookahead, settings: Settings) -> SlowWeights:
    """The weights that are trained run ahead of slow ones, and restart from them."""

    def setting(name: str, value: int | float, doc: str, bounds: Bounds) -> Field:
        kind = "int" if isinstance(value, int) else "float"
        return Field(name, kind, value, doc, "learning", bounds, f"average.{name}")

    doc = "steps between synchronizations with the slow parameters"
    period = settings.add(setting("sync_period", spec.sync_period, doc, AT_LEAST_ONE))
    doc = "fraction of the way that the slow parameters move"
    share = Bounds(0, 1, low_open=True)
    step_size = settings.add(setting("slow_step_size", spec.slow_step_size, doc, share))
    return SlowWeights(
        name="slow",
        comment="what params restart from, evaluated in their place",
        origin="average",
        sync_period=period,
        slow_step_size=step_size,
    )
