"""Generation: each loss says what it trains, and how samples are drawn."""

from __future__ import annotations

from specc.language.facts import Facts
from specc.language.tasks.generation import Generation
from specc.lower.dispatch import lowering
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings


def lower(spec: Generation, facts: Facts, settings: Settings) -> LoweredTask:
    """Nothing but the loss."""
    goal = lowering(spec.loss)(spec.loss, facts, settings)
    assert isinstance(goal, LoweredTask)
    return goal
