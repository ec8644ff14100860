"""`type: step`."""

from __future__ import annotations

from specc.ir.schedule import Tree
from specc.lower.schedules.exponential import decay
from specc.lower.stretch import Stretch
from specc.spec.schedules.step import Step


def lower(written: Step, stretch: Stretch) -> Tree:
    """By optax's exponential decay, in stairs."""
    return decay(
        written, stretch, written.every, written.factor, "at regular intervals", stairs=True
    )
