"""Runs of MLflow."""

from __future__ import annotations

from specc.ir import sinks
from specc.ir.expr import Literal
from specc.ir.run import Sink
from specc.ir.settings import Field
from specc.language.sinks.mlflow import Mlflow
from specc.language.spec import Spec
from specc.lower.settings import Settings


def lower(spec: Mlflow, settings: Settings, of: Spec) -> Sink:
    """Where runs are kept is a setting, which concerns one start of a run."""
    uri = Field(
        "mlflow_tracking_uri",
        "str | None",
        spec.tracking_uri,
        "where MLflow keeps runs; if None, as MLFLOW_TRACKING_URI says",
        "run",
        None,
        "log.to",
        recorded=False,
        host_only=True,
    )
    return sinks.Mlflow(
        experiment=Literal(spec.experiment or of.name),
        tracking_uri=settings.add(uri),
        origin="log.to",
    )
