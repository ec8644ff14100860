"""Rows in metrics.jsonl."""

from __future__ import annotations

from specc.ir import sinks
from specc.ir.run import Sink
from specc.language.sinks.jsonl import Jsonl
from specc.language.spec import Spec
from specc.lower.settings import Settings


def lower(_spec: Jsonl, _settings: Settings, _of: Spec) -> Sink:
    """It has no settings."""
    return sinks.Jsonl(origin="log.to")
