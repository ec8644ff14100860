"""A run: how long, and what happens between compiled calls."""

from __future__ import annotations

from collections.abc import Iterator

from specc.ir.expr import Expr, Literal, Setting
from specc.ir.pattern import pattern
from specc.ir.picture import ROW, Grid, Picture, Scatter
from specc.ir.run import (
    Checkpoints,
    Curves,
    EvaluatedRows,
    Evaluation,
    Event,
    Reconstructions,
    Rows,
    Run,
    SampleFlag,
    Samples,
    Test,
)
from specc.ir.settings import Bounds, Field
from specc.lower.columns import input_name
from specc.lower.dispatch import lowering
from specc.lower.settings import AT_LEAST_ONE, DurationNames, Settings
from specc.resolve.resolved import Resolved

_SAMPLE_PIXELS = 64  # height of a sample in a picture, about
_MAX_SAMPLES = 10_000
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
        events=tuple(_events(resolved, settings, log_interval, evaluation, networks)),
        sinks=tuple(lowering(sink)(sink, settings) for sink in spec.log.to),
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
        yield Rows(interval=log_interval, origin="log.every")
        if evaluation is not None:
            yield evaluation
    if resolved.test.rows:
        yield Test(origin="data.test")
    yield from _samples(resolved, settings)
    for number, event in enumerate(spec.events or ()):
        yield lowering(event)(event, settings, f"events.{number}", networks)
    if (checkpoints := _checkpoints(resolved, settings)) is not None:
        yield checkpoints
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
    rows = max(part.rows for part in resolved.parts)
    size, origin = rows, "evaluate data model train.accumulate"
    if spec is not None and spec.batch_size is not None:
        size, origin = spec.batch_size, "evaluate.batch_size"
    elif rows > _MAX_EVAL_EXAMPLES or rows * (macs or 0) > _MAX_EVAL_MACS:
        size = resolved.micro_batch
    doc = "examples per evaluation batch"
    return settings.add(Field("eval_batch_size", "int", size, doc, "cadence", AT_LEAST_ONE, origin))


def _samples(resolved: Resolved, settings: Settings) -> Iterator[Event]:
    spec, checkpoint = resolved.spec.sample, resolved.spec.checkpoint
    if spec is None:
        return
    names = DurationNames("sample_every", "sample_interval", "cadence", "{unit} between samples")
    interval = settings.duration(names, spec.every, "sample.every", inline=True)
    picture = _picture(resolved)
    if resolved.spec.task.loss.reconstructs:
        yield Reconstructions(
            interval=interval,
            count=Literal(min(spec.count, resolved.eval_rows) // ROW * ROW),
            picture=picture,
            input=input_name(resolved.facts),
            origin="sample",
        )
        return
    doc = "number of samples in a picture"
    count = settings.add(
        Field(
            "samples",
            "int",
            spec.count,
            doc,
            "cadence",
            AT_LEAST_ONE,
            "sample.count",
            ignored_on_resume=True,
        )
    )
    classes = resolved.facts.classes if resolved.spec.task.conditional else None
    in_turn = () if classes is None else (pattern(f"jnp.arange(n) % {classes}", n=count),)
    yield Samples(
        interval=interval, count=count, picture=picture, conditions=in_turn, origin="sample"
    )
    if checkpoint is not None:
        doc = "draw this many samples instead of training"
        settings.add(
            Field(
                "sample",
                "int",
                0,
                doc,
                "run",
                Bounds(0, _MAX_SAMPLES),
                "sample",
                recorded=False,
                host_only=True,
            )
        )
        chosen = () if classes is None else (_label(classes, settings),)
        yield SampleFlag(picture=picture, conditions=chosen, origin="sample")


def _label(classes: int, settings: Settings) -> Expr:
    """The class of the samples that a command line asks for."""
    field = Field(
        "label",
        "int",
        -1,
        "class of samples; -1: each in turn",
        "run",
        Bounds(-1, classes - 1),
        "task.condition",
        recorded=False,
        host_only=True,
    )
    every = f"jnp.arange(c.sample) % {classes}"
    source = f"{every} if label < 0 else label"
    return pattern(source, label=settings.add(field), origin="task.condition")


def _picture(resolved: Resolved) -> Picture:
    """Of samples, which have the units of the data unless these are scaled to [0, 1]."""
    facts, normalize = resolved.facts, resolved.spec.data.normalize
    if len(facts.shape) == 1:
        return Scatter()
    assert normalize is not None, "resolving fills it in"
    scaled = normalize.type == "unit" or 0 <= facts.low <= facts.high <= 1
    span = (0.0, 1.0) if scaled or facts.low == facts.high else (facts.low, facts.high)
    return Grid(scale=max(1, round(_SAMPLE_PIXELS / facts.shape[0])), span=span)


def _checkpoints(resolved: Resolved, settings: Settings) -> Checkpoints | None:
    spec = resolved.spec.checkpoint
    if spec is None:
        return None
    names = DurationNames(
        "checkpoint_every",
        "save_interval",
        "cadence",
        "{unit} between checkpoints",
    )
    interval = settings.duration(names, spec.every, "checkpoint.every", inline=True)
    keep = settings.add(
        Field(
            "keep_checkpoints",
            "int",
            spec.keep,
            "number of newest checkpoints to keep",
            "cadence",
            AT_LEAST_ONE,
            "checkpoint.keep",
            ignored_on_resume=True,
        )
    )
    return Checkpoints(interval=interval, keep=keep, origin="checkpoint")
