"""The end of a run whose evaluations no longer improve."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.ir.early_stopping import Divergence, EarlyStopping
from specc.ir.pattern import pattern
from specc.ir.settings import Field
from specc.lower.settings import AT_LEAST_ONE, FINITE, Settings
from specc.resolve.evaluated import mode_of, parts_of
from specc.resolve.resolved import Resolved

_WORST = {"min": "math.inf", "max": "-math.inf"}
_BEST = {"min": "-math.inf", "max": "math.inf"}
_IMPROVES = {"min": "value < self.best", "max": "value > self.best"}
_IMPROVES_BY = {"min": "value < self.best - delta", "max": "value > self.best + delta"}
_DIVERGED = {"min": "self.value > threshold", "max": "self.value < threshold"}
_ORIGIN = "evaluate.early_stopping"


def lower_early_stopping(resolved: Resolved, settings: Settings) -> Iterator[EarlyStopping]:
    """When the run ends, if the spec says so."""
    spec = resolved.spec.evaluate.early_stopping if resolved.spec.evaluate is not None else None
    if spec is None:
        return
    _decides(settings, "eval_every")
    mode = mode_of(resolved, spec.metric, spec.mode)
    doc = "evaluations without an improvement before the run stops"
    patience = settings.add(
        Field("patience", "int", spec.patience, doc, "cadence", AT_LEAST_ONE, f"{_ORIGIN}.patience")
    )
    improves = pattern(_IMPROVES[mode])
    if spec.min_delta:
        doc = f"improvement of {spec.metric} that counts as one"
        delta = settings.of(spec, "min_delta", f"{_ORIGIN}.min_delta", doc, "cadence")
        improves = pattern(_IMPROVES_BY[mode], delta=delta)
    divergence = None
    if spec.divergence_threshold is not None:
        origin = f"{_ORIGIN}.divergence_threshold"
        doc, value = f"{spec.metric} that stops the run at once", spec.divergence_threshold
        threshold = settings.add(
            Field("divergence_threshold", "float", value, doc, "cadence", FINITE, origin)
        )
        divergence = Divergence(
            name=spec.metric,
            harmless=pattern(_BEST[mode]),
            diverged=pattern(_DIVERGED[mode], threshold=threshold),
            threshold=threshold,
            origin=origin,
        )
    part, metric = parts_of(resolved, spec.metric)
    yield EarlyStopping(
        part=part,
        metric=metric,
        name=spec.metric,
        worst=pattern(_WORST[mode]),
        improves=improves,
        patience=patience,
        divergence=divergence,
        restores=spec.restore_best,
        origin=_ORIGIN,
    )


def _decides(settings: Settings, name: str) -> None:
    """Records a setting as one that a run depends on."""
    settings.fields = [
        dataclasses.replace(field, ignored_on_resume=False) if field.name == name else field
        for field in settings.fields
    ]
