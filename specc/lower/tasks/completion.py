"""Completions: the loss says what it trains, and how it writes."""

from __future__ import annotations

from specc.language.facts import Facts
from specc.language.tasks.completion import Completion
from specc.lower.dispatch import lowering
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings


def lower(spec: Completion, facts: Facts, settings: Settings) -> LoweredTask:
    """Nothing but the loss."""
    goal: LoweredTask = lowering(spec.loss)(spec.loss, facts, settings)
    return goal
