"""Rows in the terminal."""

from __future__ import annotations

from specc.ir import sinks
from specc.ir.run import Sink
from specc.language.sinks.console import Console
from specc.language.spec import Spec
from specc.lower.settings import Settings


def lower(_spec: Console, _settings: Settings, _of: Spec) -> Sink:
    """It has no settings."""
    return sinks.Console(origin="log.to")
