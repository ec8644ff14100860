"""Rows in metrics.csv."""

from __future__ import annotations

from specc.ir import sinks
from specc.ir.run import Sink
from specc.language.sinks.csv import Csv
from specc.language.spec import Spec
from specc.lower.settings import Settings


def lower(_spec: Csv, _settings: Settings, _of: Spec) -> Sink:
    """It has no settings."""
    return sinks.Csv(origin="log.to")
