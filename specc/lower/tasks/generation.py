"""Generation: each loss says what it trains, and how samples are drawn."""

from __future__ import annotations

from specc.language.facts import Facts
from specc.language.tasks.generation import Generation
from specc.lower.condition import condition_target
from specc.lower.dispatch import lowering
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings


def lower(spec: Generation, facts: Facts, settings: Settings) -> LoweredTask:
    """Nothing but the loss, and the labels that its networks are given."""
    goal = lowering(spec.loss)(spec.loss, facts, settings)
    assert isinstance(goal, LoweredTask)
    if spec.condition is None:
        return goal
    target = condition_target(facts)
    losses = (loss.given_labels(target.column.name, target.outputs) for loss in goal.losses)
    return goal._replace(target=target, losses=tuple(losses))
