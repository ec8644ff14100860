"""Stochastic weight averaging."""

from __future__ import annotations

from specc.ir.expr import Expr, Literal, Ratio, Sum
from specc.ir.step import RunningAverage
from specc.lower.averages._running import running
from specc.lower.settings import Settings
from specc.spec.averages.swa import Swa


def lower(written: Swa, settings: Settings) -> RunningAverage:
    """All weights that are taken in have the same share."""

    def equal(done: Expr) -> Expr:
        return Ratio(Literal(1), Sum(Literal(1), done))

    summary = "Share of new weights in the mean: that of each that it has taken in."
    return running(written, settings, equal, words="mean", summary=summary)
