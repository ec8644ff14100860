"""Scheduled sampling: how often an input is a token that the model has drawn itself."""

from __future__ import annotations

from specc.ir.expr import Expr
from specc.ir.pattern import pattern
from specc.language.change import highest
from specc.language.losses.language_modeling.next_token import NextToken as SpecBlock
from specc.lower.schedule import lower_number
from specc.lower.settings import Settings

FIELD = "scheduled_sampling"
ORIGIN = f"task.loss.{FIELD}"
_DOC = "probability that an input token is the model's own"


def lower_scheduled_sampling(spec: SpecBlock, settings: Settings) -> Expr | None:
    """The probability in a step; None if it is 0."""
    made = lower_number(spec, FIELD, settings, ORIGIN, doc=_DOC)
    if made is not None:
        return pattern("schedule(state.step)", schedule=made)
    if not highest(spec.scheduled_sampling):
        return None
    return settings.of(spec, FIELD, ORIGIN, _DOC)
