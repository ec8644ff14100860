"""Checkpoints: when the state is saved, and which ones stay."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.ir.best import Best
from specc.ir.checkpoints import Checkpoints, OfCheckpoint, Opening, PeriodicOpening
from specc.ir.event import Event
from specc.ir.expr import Expr, Setting
from specc.ir.pattern import pattern
from specc.ir.settings import Field, MultipleCheck
from specc.lower.settings import AT_LEAST_ONE, DurationNames, Settings
from specc.resolve.evaluated import mode_of, parts_of
from specc.resolve.resolved import Resolved

_EVERY = DurationNames("checkpoint_every", "save_interval", "cadence", "{unit} between checkpoints")
_KEEP_EVERY = DurationNames(
    "keep_every", "keep_interval", "cadence", "{unit} between checkpoints that are kept for good"
)
_ORDERS = {"min": pattern("x[1]"), "max": pattern("-x[1]")}
_WORDS = {"min": "smallest", "max": "largest"}


def lower_checkpoints(resolved: Resolved, settings: Settings) -> Iterator[Event]:
    """When they are saved, and which ones stay, if the spec says so."""
    spec = resolved.spec.checkpoint
    if spec is None:
        return
    interval = settings.duration(_EVERY, spec.every, "checkpoint.every", inline=True)
    newest = _number(settings, "newest", "keep_checkpoints", spec.keep, "checkpoint.keep")
    best: Expr | None = None
    if spec.best is not None:
        best = _number(settings, "best", "keep_best", spec.best.keep, "checkpoint.best.keep")
    periodic: Expr | None = None
    if spec.keep_every is not None:
        origin = "checkpoint.keep_every"
        periodic = settings.duration(_KEEP_EVERY, spec.keep_every, origin, inline=True)
        names = _KEEP_EVERY.field, _EVERY.field
        settings.cross_checks.append(MultipleCheck(*names, periodic, interval, origin))
    yield Checkpoints(
        interval=interval,
        keep=(newest,) if periodic is None else (newest, periodic),
        opening=(Opening if periodic is None else PeriodicOpening)(origin="checkpoint"),
        origin="checkpoint",
    )
    if spec.best is None or best is None:
        return
    mode = mode_of(resolved, spec.best.metric, spec.best.mode)
    kept = pattern("step in kept")
    if periodic is not None:
        kept = pattern("step in kept or step % every == 0", every=periodic)
    part, metric = parts_of(resolved, spec.best.metric)
    yield Best(
        part=part,
        metric=metric,
        name=spec.best.metric,
        order=_ORDERS[mode],
        words=_WORDS[mode],
        keep=best,
        newest=newest,
        kept=kept,
        default=_ends_with_best(resolved),
        origin="checkpoint.best",
    )


def of_loaded(event: Event, resolved: Resolved) -> Event:
    """What an event says of the checkpoint that `load` gives."""
    if isinstance(event, OfCheckpoint) and _ends_with_best(resolved):
        return dataclasses.replace(event, which="best")
    return event


def _ends_with_best(resolved: Resolved) -> bool:
    """Whether a run ends with the best evaluation."""
    spec = resolved.spec.evaluate.early_stopping if resolved.spec.evaluate is not None else None
    return spec is not None and spec.restore_best


def _number(settings: Settings, kind: str, name: str, value: int, origin: str) -> Setting:
    """How many checkpoints of a kind stay, which may change when a run is resumed."""
    doc = f"number of {kind} checkpoints to keep"
    return settings.add(
        Field(name, "int", value, doc, "cadence", AT_LEAST_ONE, origin, ignored_on_resume=True)
    )
