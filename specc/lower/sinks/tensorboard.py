"""Events for TensorBoard."""

from __future__ import annotations

from specc.ir import sinks
from specc.ir.run import Sink
from specc.language.sinks.tensorboard import TensorBoard
from specc.language.spec import Spec
from specc.lower.settings import Settings


def lower(spec: TensorBoard, _settings: Settings, _of: Spec) -> Sink:
    """It has no settings."""
    return sinks.TensorBoard(samples=spec.samples, histograms=spec.histograms, origin="log.to")
