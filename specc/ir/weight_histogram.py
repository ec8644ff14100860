"""Histograms of weights."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import LastStepEvent
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class WeightHistogram(LastStepEvent):
    """A histogram of each array of `params` is written, with `bins` bins."""

    template: ClassVar[str] = "weight_histogram"
    variable: ClassVar[str] = "histogram_interval"
    interval: Expr
    bins: Expr
    params: Expr
