"""Rows in metrics.jsonl."""

from __future__ import annotations

from specc.ir.run import Sink
from specc.language.sinks.jsonl import Jsonl
from specc.lower.settings import Settings


def lower(_spec: Jsonl, _settings: Settings) -> Sink:
    """It has no settings."""
    return Sink(template="jsonl", origin="log.to")
