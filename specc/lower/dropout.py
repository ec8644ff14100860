"""Dropout, of every model that has it."""

from __future__ import annotations

from specc.ir.model import Dropout, ScheduledDropout
from specc.language.block import Block
from specc.lower.schedule import lower_number
from specc.lower.settings import Settings


def lower_dropout(spec: Block, settings: Settings, doc: str) -> Dropout | None:
    """Lowers a model's `dropout`; None if there is none.

    Args:
        spec: the model.
        settings: gets the rate, or those of its schedule.
        doc: what the rate is.
    """
    origin = "model.dropout"
    scheduled = lower_number(spec, "dropout", settings, origin, doc=doc)
    if scheduled is not None:
        return ScheduledDropout(rate=scheduled)
    if not getattr(spec, "dropout", 0.0):
        return None
    return Dropout(rate=settings.of(spec, "dropout", origin, doc, group="model"))
