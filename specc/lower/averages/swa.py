"""Stochastic weight averaging."""

from __future__ import annotations

from specc.ir.expr import Literal, Ratio, Sum
from specc.ir.step import RunningAverage
from specc.lower.averages._running import timing
from specc.lower.settings import Settings
from specc.spec.averages.swa import Swa


def lower(written: Swa, settings: Settings) -> RunningAverage:
    """All weights that are taken in have the same share."""
    when = timing(written, settings)
    return RunningAverage(
        template="running",
        name="swa",
        comment="mean of params, evaluated in their place",
        origin="average",
        with_statistics=True,
        share=Ratio(Literal(1), Sum(Literal(1), when.done)),
        course="The share of the new weights: as much as each of those that the average has.",
        start=when.start,
        every=when.every,
    )
