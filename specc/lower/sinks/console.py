"""Rows in the terminal."""

from __future__ import annotations

from specc.ir.run import Sink
from specc.language.sinks.console import Console
from specc.lower.settings import Settings


def lower(_spec: Console, _settings: Settings) -> Sink:
    """It has no settings."""
    return Sink(template="console", origin="log.to")
