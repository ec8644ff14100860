"""Rules about what depends on evaluations: the best checkpoints, and early stopping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from specc.document.diagnostics import Fix, Path
from specc.language.better import Better
from specc.language.wording import close_to, counted, listed
from specc.resolve.evaluated import PREFIX, evaluated, mode_of
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable, interval
from specc.rules.registry import Found, rule, warning

_BEST = ("checkpoint", "best")
_STOPPING = ("evaluate", "early_stopping")
_KEEP_EVERY = ("checkpoint", "keep_every")
_MORE = {"min": "less", "max": "more"}


class _Chosen(NamedTuple):
    """A metric that something depends on, and what is said to be better of it."""

    path: Path
    metric: str
    mode: Better | None


def _chosen(resolved: Resolved) -> Iterator[_Chosen]:
    """The metrics that the spec names; the best checkpoint may be that of early stopping."""
    spec = resolved.spec
    stopping = spec.evaluate.early_stopping if spec.evaluate is not None else None
    if stopping is not None:
        yield _Chosen(_STOPPING, stopping.metric, stopping.mode)
    best = spec.checkpoint.best if spec.checkpoint is not None else None
    if best is None:
        return
    if stopping is None or not stopping.restore_best or stopping.metric != best.metric:
        yield _Chosen(_BEST, best.metric, best.mode)


@rule("E120", "a metric that no evaluation gives")
def metric_is_unknown(resolved: Resolved) -> Iterator[Found]:
    """Early stopping and the best checkpoints depend on a metric of the evaluations.

    Name it as in the log: `eval_loss`, or a metric of the task such as `eval_accuracy`. Matrices
    cannot be compared, and test metrics must not guide any choice.
    """
    known = evaluated(resolved)
    for path, metric, _ in _chosen(resolved):
        if not known or metric in known:
            continue
        place = (*path, "metric")
        stem = metric.removeprefix("val_").removeprefix("test_").removeprefix("valid_")
        likely = close_to(f"{PREFIX}{stem.removeprefix(PREFIX)}", known, 0.7)
        fix = Fix(place, likely) if likely else None
        yield Found(place, f"an evaluation gives {listed(sorted(known))}", (), fix)


@rule("E121", "the best checkpoints need evaluations")
def nothing_is_evaluated(resolved: Resolved) -> Iterator[Found]:
    """`checkpoint.best` keeps the checkpoints of the best evaluations, so some are needed.

    Say when to evaluate, or remove `best`.
    """
    spec = resolved.spec
    if spec.checkpoint is not None and spec.checkpoint.best and spec.evaluate is None:
        fix = Fix(("evaluate",), f"{{every: {interval(resolved.clock)}}}")
        yield Found(_BEST, "there is no evaluate", (), fix)


@rule("E122", "it is not known whether lower or higher values of a metric are better")
def mode_is_missing(resolved: Resolved) -> Iterator[Found]:
    """Lower is better for a loss and higher for an accuracy; for your own metric only you know.

    For some others it depends, as for the KL divergence of a variational autoencoder. Set `mode` to min or
    max.
    """
    known = evaluated(resolved)
    for path, metric, mode in _chosen(resolved):
        if mode is None and metric in known and known[metric] is None:
            yield Found((*path, "metric"), "mode: min or mode: max?")


@warning("E123", "the worst evaluations count as the best")
def mode_is_reversed(resolved: Resolved) -> Iterator[Found]:
    """`mode` says that a higher loss is better, or a lower accuracy.

    Remove it: the direction of this metric is known.
    """
    known = evaluated(resolved)
    for path, metric, mode in _chosen(resolved):
        usual = known.get(metric)
        if mode is not None and usual is not None and mode != usual:
            label = f"{_MORE[usual]} of {metric} is better"
            yield Found((*path, "mode"), label, (), Fix((*path, "mode"), usual))


@rule("E124", "there is no checkpoint to restore the best parameters from")
def nothing_to_restore(resolved: Resolved) -> Iterator[Found]:
    """With `restore_best` a run ends with the parameters of its best evaluation.

    They are in the checkpoint of that evaluation. Save checkpoints, or set `restore_best: false`.
    """
    spec = resolved.spec
    stopping = spec.evaluate.early_stopping if spec.evaluate is not None else None
    if stopping is not None and stopping.restore_best and spec.checkpoint is None:
        path = (*_STOPPING, "restore_best")
        fix = Fix(("checkpoint",), f"{{every: {interval(resolved.clock)}}}")
        yield Found(path, "there is no checkpoint", (), fix)


@rule("E125", "the best parameters are those of another metric")
def best_is_of_another_metric(resolved: Resolved) -> Iterator[Found]:
    """With `restore_best` a run ends with the best checkpoint, which goes by the metric of early stopping.

    Choose one metric for both, or set `restore_best: false`: then one metric stops the run, and the
    other chooses the best checkpoint.
    """
    spec = resolved.spec
    stopping = spec.evaluate.early_stopping if spec.evaluate is not None else None
    best = spec.checkpoint.best if spec.checkpoint is not None else None
    if stopping is None or best is None or not stopping.restore_best:
        return
    if stopping.metric not in evaluated(resolved):
        return
    if best.metric != stopping.metric:
        label = f"early stopping follows {stopping.metric}"
        yield Found((*_BEST, "metric"), label, (), Fix((*_STOPPING, "restore_best"), "false"))
        return
    mode = mode_of(resolved, stopping.metric, stopping.mode)
    if best.mode is not None and best.mode != mode:
        path = (*_BEST, "mode")
        yield Found(path, f"it is {mode} for early stopping", (), Fix(path, mode))


@rule("E126", "a checkpoint to keep is never saved")
def keep_every_is_no_multiple(resolved: Resolved) -> Iterator[Found]:
    """`keep_every` keeps some of the checkpoints that `every` saves, for good.

    It has to be a multiple of `every`, in steps.
    """
    spec, clock = resolved.spec.checkpoint, resolved.clock
    if spec is None or spec.keep_every is None:
        return
    if not countable(resolved, spec.every) or not countable(resolved, spec.keep_every):
        return
    saved, kept = clock.count(spec.every), clock.count(spec.keep_every)
    if saved and kept and kept % saved:
        label = f"{counted(kept, 'step')}, and a checkpoint is saved every {saved:,}"
        fix = Fix(
            _KEEP_EVERY, f"{counted(max(round(kept / saved), 1) * saved, 'step')}".replace(",", "")
        )
        yield Found(_KEEP_EVERY, label, (), fix)


@warning("E127", "the run is too short to be stopped early")
def patience_exceeds_run(resolved: Resolved) -> Iterator[Found]:
    """A run stops after `patience` evaluations without an improvement, but this one has fewer.

    Evaluate more often, or lower `patience`. A threshold for divergence still stops it.
    """
    spec, clock = resolved.spec.evaluate, resolved.clock
    if spec is None or spec.early_stopping is None or not countable(resolved, spec.every):
        return
    steps, patience = clock.count(spec.every), spec.early_stopping.patience
    if not steps:
        return
    evaluations = -(-clock.steps // steps)
    if patience >= evaluations:
        path = (*_STOPPING, "patience")
        fix = Fix(path, str(evaluations // 4)) if evaluations >= 4 else None
        yield Found(path, f"the run has {counted(evaluations, 'evaluation')}", (), fix)


@warning("E128", "no checkpoint is kept for good")
def keep_every_exceeds_run(resolved: Resolved) -> Iterator[Found]:
    """`keep_every` keeps checkpoints at its multiples, and the run ends before the first.

    A percentage follows the length of the run.
    """
    spec, clock = resolved.spec.checkpoint, resolved.clock
    if spec is None or spec.keep_every is None or not countable(resolved, spec.keep_every):
        return
    if (steps := clock.count(spec.keep_every)) > clock.steps:
        label = f"{counted(steps, 'step')}, but the run has {clock.steps:,}"
        yield Found(_KEEP_EVERY, label, (), Fix(_KEEP_EVERY, None))
