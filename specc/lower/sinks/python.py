"""A function of the user's that gets each row."""

from __future__ import annotations

from specc.ir import sinks
from specc.ir.run import Sink
from specc.language.sinks.python import OwnSink
from specc.language.spec import Spec
from specc.lower.settings import Settings
from specc.lower.user_code import lower_call


def lower(spec: OwnSink, _settings: Settings, _of: Spec) -> Sink:
    """Its arguments stand in the spec."""
    return sinks.OwnSink(call=lower_call(spec, "log.to", "logging"), origin="log.to")
