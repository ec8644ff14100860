"""Stochastic weight averaging."""

from __future__ import annotations

from specc.ir.pattern import pattern
from specc.ir.step import RunningAverage
from specc.language.averages.swa import Swa
from specc.lower.averages._running import running
from specc.lower.settings import Settings


def lower(spec: Swa, settings: Settings) -> RunningAverage:
    """All parameters have the same weight."""
    weight = pattern("1 / (1 + updates)")
    return running(spec, settings, weight, words="mean", note="the same as of all before")
