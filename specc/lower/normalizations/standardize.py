"""Features with mean 0 and variance 1."""

from __future__ import annotations

import math

from specc.ir.data import Normalization, Statistic
from specc.ir.normalizations.standardize import Standardize
from specc.language.facts import Facts
from specc.language.normalizations.standardize import Standardize as SpecBlock


def lower(spec: SpecBlock, facts: Facts) -> Normalization:
    """The trainer computes the statistics, from the training examples alone.

    Categories stay one-hot: 0 and 1 have the right size, and a standard deviation would blow up just the
    rare ones. A channel of a series has one mean and one standard deviation, at whatever time.
    """
    if not facts.indicators:
        numbers, values = None, "standardized"
    elif numbers := math.prod(facts.shape) - facts.indicators:
        values = f"standardized, the last {facts.indicators} one-hot"
    else:
        return Normalization("none", "one-hot", (), "data.normalize", span=(0, 1))
    shape, channels = facts.shape, None
    if facts.series:
        channels = facts.shape[1] if len(facts.shape) > 1 else 1
        shape = (channels,)
    statistics = (
        Statistic("mean", shape, "of inputs"),
        Statistic("std", shape, "1 where an input is constant"),
    )
    return Standardize(
        "standardize",
        values,
        statistics,
        "data.normalize",
        numbers,
        per_example=False,
        channels=channels,
    )
