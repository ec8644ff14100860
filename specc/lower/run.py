"""A run: how long, and what happens between compiled calls."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.ir.event import Event
from specc.ir.export import Export
from specc.ir.expr import DictExpr, Expr, Literal, Name, Setting
from specc.ir.first_evaluation import FirstEvaluation
from specc.ir.pattern import pattern
from specc.ir.run import (
    Curves,
    EvaluatedRows,
    Evaluation,
    FurtherEvaluation,
    Rows,
    RowsInCalls,
    Run,
    Test,
)
from specc.ir.settings import Field
from specc.lower.checkpoints import lower_checkpoints, of_loaded
from specc.lower.dispatch import lowering
from specc.lower.early_stopping import lower_early_stopping
from specc.lower.follow import followed, logged_norms
from specc.lower.layouts import layout
from specc.lower.settings import AT_LEAST_ONE, DurationNames, Settings
from specc.resolve.resolved import Resolved

_FEW_STEPS = 5
"""Between rows that calls do not end at: a call costs as much as some steps of a small network."""
_MAX_EVAL_EXAMPLES = 2_000
_MAX_EVAL_MACS = 5e9
"""Default limits of an evaluation batch: examples, and multiply-accumulates."""


def lower_run(
    resolved: Resolved,
    settings: Settings,
    macs: int | None,
    *,
    networks: tuple[str, ...],
    by_example: bool = True,
) -> Run:
    """Its cadence: logging, evaluation and checkpoints, as far as the spec has them.

    Args:
        resolved: the spec.
        settings: of the trainer, which this adds to.
        networks: their names.
        by_example: whether sets are evaluated in batches of examples.
        macs: multiply-accumulates of the model, for one example; None if nobody can tell.
    """
    spec, clock = resolved.spec, resolved.clock
    evaluation = _evaluation(resolved, settings)
    if by_example and any(part.rows for part in resolved.parts):
        _batch_size(resolved, settings, macs)
    if spec.log.every is not None:
        log = DurationNames(
            "log_every", "log_interval", "cadence", "{unit} between rows of metrics"
        )
        log_interval: Expr = settings.duration(log, spec.log.every, "log.every", inline=True)
    elif evaluation is not None:
        log_interval = evaluation.interval
    else:
        log_interval = Setting("steps_per_epoch")
    return Run(
        steps=clock.steps,
        epochs=clock.steps / clock.steps_per_epoch,
        batch_size=spec.data.batch_size,
        events=tuple(
            of_loaded(event, resolved)
            for event in _events(resolved, settings, log_interval, evaluation, networks)
        ),
        sinks=tuple(lowering(sink)(sink, settings, spec) for sink in spec.log.to),
        norms=logged_norms(spec),
    )


def _events(
    resolved: Resolved,
    settings: Settings,
    log_interval: Expr,
    evaluation: Evaluation | None,
    networks: tuple[str, ...],
) -> Iterator[Event]:
    """What happens between calls, in the order in which it happens."""
    spec = resolved.spec
    if evaluation is not None and not resolved.evaluation.rows:
        evaluation = None
    if evaluation is not None and evaluation.interval == log_interval:
        yield EvaluatedRows(interval=log_interval, origin="log.every evaluate")
    else:
        every = resolved.clock.count(spec.log.every) if spec.log.every else _FEW_STEPS
        rows = RowsInCalls if every < _FEW_STEPS else Rows
        yield rows(interval=log_interval, origin="log.every")
        if evaluation is not None:
            yield evaluation
    if evaluation is not None and resolved.further:
        names = tuple(part.key for part in resolved.further)
        results = DictExpr(
            tuple(
                (Literal(name), pattern(f"evaluate(c, state, data.{name})"))
                for name in ("eval", *names)
            )
        )
        yield FurtherEvaluation(results=results, names=names, origin="data.evaluation_sets")
    if resolved.test.rows:
        yield Test(origin="data.test")
    yield from _samples(resolved, settings)
    for number, event in enumerate(spec.events or ()):
        yield lowering(event)(event, settings, f"events.{number}", networks)
    yield from lower_checkpoints(resolved, settings)
    yield from lower_early_stopping(resolved, settings)
    if spec.evaluate is not None and spec.evaluate.first:
        first = FirstEvaluation(origin="evaluate.first")
        if resolved.further:
            sets = pattern("evaluate_sets(c, state, data)")
            first = dataclasses.replace(first, first=sets, results=Name("first"))
        yield first
    if spec.export is not None:
        settings.add(
            Field(
                "export",
                "Path | None",
                None,
                "folder to write the trained weights to",
                "run",
                None,
                "export",
                recorded=False,
                host_only=True,
            )
        )
        yield Export(origin="export")
    yield from followed(spec, settings)
    if spec.log.curves:
        yield Curves(origin="log.curves")


def _evaluation(resolved: Resolved, settings: Settings) -> Evaluation | None:
    spec = resolved.spec.evaluate
    if spec is None:
        return None
    names = DurationNames("eval_every", "eval_interval", "cadence", "{unit} between evaluations")
    interval = settings.duration(names, spec.every, "evaluate.every", inline=True)
    return Evaluation(interval=interval, origin="evaluate")


def _batch_size(resolved: Resolved, settings: Settings, macs: int | None) -> Expr:
    """The evaluation batch size: all examples if they are few, else the training (micro-)batch size."""
    spec = resolved.spec.evaluate
    rows = resolved.most_scored
    size, origin = rows, "evaluate data model train.accumulate"
    if spec is not None and spec.batch_size is not None:
        size, origin = spec.batch_size, "evaluate.batch_size"
    elif rows > _MAX_EVAL_EXAMPLES or rows * (macs or 0) > _MAX_EVAL_MACS:
        size = resolved.micro_batch
    doc = f"{layout(resolved.spec.task).EXAMPLES} per evaluation batch"
    return settings.add(Field("eval_batch_size", "int", size, doc, "cadence", AT_LEAST_ONE, origin))


def _samples(resolved: Resolved, settings: Settings) -> Iterator[Event]:
    spec = resolved.spec.sample
    if spec is None:
        return
    names = DurationNames("sample_every", "sample_interval", "cadence", "{unit} between samples")
    interval = settings.duration(names, spec.every, "sample.every", inline=True)
    yield from layout(resolved.spec.task).samples(resolved, settings, interval)
