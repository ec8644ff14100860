"""Uniform times."""

from __future__ import annotations

from specc.ir.pattern import pattern
from specc.ir.times import Times
from specc.language.time_distributions.uniform import Uniform
from specc.lower.settings import Settings


def lower(_: Uniform, __: Settings, origin: str) -> Times:
    """A number in [0, 1) for each example, of the key `time_key` and the shape `shape`."""
    return Times(draw=pattern("jax.random.uniform(time_key, shape)", origin=origin))
