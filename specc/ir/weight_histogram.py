"""Histograms of weights."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.run import Event


@dataclass(frozen=True, kw_only=True)
class WeightHistogram(Event):
    """A histogram of each array of `params` is written, with `bins` bins."""

    template: ClassVar[str] = "weight_histogram"
    variable: ClassVar[str] = "histogram_interval"
    interval: Expr
    bins: Expr
    params: Expr
