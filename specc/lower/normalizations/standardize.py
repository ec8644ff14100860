"""Features with mean 0 and variance 1."""

from __future__ import annotations

from specc.ir.program import Normalization, Statistic
from specc.spec.facts import Facts
from specc.spec.normalizations.standardize import Standardize


def lower(written: Standardize, facts: Facts) -> Normalization:
    """The trainer computes the statistics, from the training examples alone."""
    statistics = (
        Statistic("mean", facts.shape, "of inputs"),
        Statistic("std", facts.shape, "1 where an input is constant"),
    )
    return Normalization("standardize", "standardized", statistics, "data.normalize")
