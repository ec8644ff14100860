"""Rules about evaluation, checkpoints and logs."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.quantities import Duration
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable, holdouts, interval
from specc.rules.registry import Found, rule, warning

_EVERY = ("evaluate", "every")
_EVALUATE_BATCH = ("evaluate", "batch_size")
_HOLDOUT = ("data", "holdout")
_FORWARD = 3  # a training step costs about as much as evaluating three such batches


def _intervals(resolved: Resolved) -> Iterator[tuple[Path, str, int, Duration]]:
    """The intervals that the spec gives and that mean something: path, what happens, steps."""
    spec = resolved.spec
    for block, deed in (("evaluate", "evaluated"), ("checkpoint", "saved"), ("log", "logged")):
        duration = getattr(getattr(spec, block), "every", None)
        if duration is not None and countable(resolved, duration):
            yield (block, "every"), deed, resolved.clock.count(duration), duration
    kept = spec.checkpoint.keep_every if spec.checkpoint is not None else None
    if kept is not None and countable(resolved, kept):
        yield ("checkpoint", "keep_every"), "kept for good", resolved.clock.count(kept), kept


@rule("E063", "there is nothing to evaluate on")
def evaluates_nothing(resolved: Resolved) -> Iterator[Found]:
    """Evaluation uses held-out examples, and none are held out.

    On training examples it would measure memorization. Set `holdout` or `evaluation`, or remove
    `evaluate`.
    """
    data = resolved.spec.data
    if resolved.spec.evaluate is None or data.evaluation is not None:
        return
    if not data.holdout.evaluates:
        usual = holdouts(resolved.facts.rows, resolved.held_out)
        fix = Fix(_HOLDOUT, data.holdout.with_share(usual[0])) if usual else None
        yield Found(("evaluate",), "data.holdout is 0%, so no examples are kept for it", (), fix)


@rule("E163", "held-out examples are never used")
def holdout_is_wasted(resolved: Resolved) -> Iterator[Found]:
    """Held-out examples are not trained on and, without `evaluate`, not evaluated either.

    The same holds for evaluation sets. Say when to evaluate, or hold nothing out.
    """
    if resolved.spec.evaluate is not None:
        return
    if resolved.eval_rows:
        path = _HOLDOUT if resolved.spec.data.evaluation is None else ("data", "evaluation")
        rows = counted(resolved.eval_rows, "example")
        fix = Fix(("evaluate",), f"{{every: {interval(resolved.clock)}}}")
        yield Found(path, f"{rows} held out, but there is no evaluate", (), fix)
    elif resolved.further:
        yield Found(("data", "evaluation_sets"), "there is no evaluate, and no evaluation examples")


@rule("E101", "an interval rounds to zero steps")
def interval_rounds_to_nothing(resolved: Resolved) -> Iterator[Found]:
    """Intervals are rounded to steps, and this one rounds to zero.

    Use one step or more.
    """
    for path, _, steps, duration in _intervals(resolved):
        if steps == 0:
            size = (
                resolved.clock.size_of_step(duration)
                if duration.unit in ("examples", "tokens")
                else f"the run has {counted(resolved.clock.steps, 'step')}"
                if duration.unit == "percent"
                else f"an epoch has {counted(resolved.clock.steps_per_epoch, 'step')}"
            )
            yield Found(path, f"0 steps: {size}", (), Fix(path, "1 step"))


@warning("E064", "an interval is longer than the run")
def interval_exceeds_run(resolved: Resolved) -> Iterator[Found]:
    """What happens at intervals also happens at the end of the run; here, only then.

    There would be a single row of metrics, or no checkpoint if the run is killed. A percentage
    follows the length of the run.
    """
    run = resolved.clock.steps
    for path, deed, steps, _ in _intervals(resolved):
        if steps > run and deed != "kept for good":
            yield Found(
                path,
                f"{counted(steps, 'step')}, but the run has {run:,}",
                (f"it is {deed} only at the end",),
                Fix(path, interval(resolved.clock)),
            )


@warning("E102", "evaluation takes longer than training")
def evaluation_dominates(resolved: Resolved) -> Iterator[Found]:
    """Every evaluation covers all held-out examples and all evaluation sets, however short the interval.

    Evaluating an example costs about a third of training on it. With more than three times as many
    examples evaluated as trained on per interval, most of the run is evaluation.
    """
    size = resolved.spec.data.batch_size
    rows = resolved.eval_examples + sum(
        -(-part.rows // resolved.window) for part in resolved.further
    )
    for path, deed, steps, _ in _intervals(resolved):
        if (
            deed != "evaluated"
            or steps == 0
            or rows <= _FORWARD * min(steps, resolved.clock.steps) * size
        ):
            continue
        needed = -(-rows // (_FORWARD * size))
        fix = None
        if needed <= resolved.clock.steps_per_epoch <= resolved.clock.steps:
            fix = Fix(path, "1 epoch")
        elif needed <= resolved.clock.steps:
            fix = Fix(path, counted(needed, "step").replace(",", ""))
        label = f"{rows:,} examples are evaluated per {steps * size:,} trained on"
        yield Found(path, label, (), fix)


@warning("E103", "the evaluation batch is larger than the evaluation set")
def evaluation_batch_is_padded(resolved: Resolved) -> Iterator[Found]:
    """`evaluate.batch_size` is the number of examples per evaluation batch.

    More than the number of held-out examples has no effect.
    """
    written, rows = resolved.spec.evaluate, resolved.most_scored
    if written is None or written.batch_size is None:
        return
    if written.batch_size > rows > 0:
        label = f"{written.batch_size:,} of {counted(rows, 'held-out example')}"
        yield Found(_EVALUATE_BATCH, label, (), Fix(_EVALUATE_BATCH, str(rows)))


@rule("E104", "a log destination is repeated")
def sink_is_repeated(resolved: Resolved) -> Iterator[Found]:
    """Each destination in `log.to` gets every row once, however often it is listed.

    Probably another one was meant.
    """
    sinks = [sink.words for sink in resolved.spec.log.to]
    for index, sink in enumerate(sinks):
        if sink in sinks[:index]:
            path = ("log", "to", index)
            yield Found(path, f"{sink} is already in the list", (), Fix(path, None))


@rule("E105", "learning curves need metrics.jsonl")
def curves_without_jsonl(resolved: Resolved) -> Iterator[Found]:
    """Learning curves are drawn from metrics.jsonl, which is written if `log.to` has `jsonl`.

    Add `jsonl` to `log.to`, or remove `curves`.
    """
    log = resolved.spec.log
    if log.curves and "jsonl" not in log.sinks:
        # The fix would lose the options of a sink that has some.
        plain = not any(sink.model_dump(exclude_defaults=True) for sink in log.to)
        fix = Fix(("log", "to"), f"[{', '.join((*log.sinks, 'jsonl'))}]") if plain else None
        yield Found(("log", "curves"), f"log.to is [{', '.join(log.sinks)}]", (), fix)


@warning("E106", "nothing of the run can be used afterwards")
def nothing_is_saved(resolved: Resolved) -> Iterator[Found]:
    """Without `checkpoint`, an interrupted run cannot be resumed, and its weights are lost at the end.

    `load`, and `--sample` of a generative model, read checkpoints. Allow this where only the metrics
    are of interest.
    """
    if resolved.spec.checkpoint is None and resolved.clock.steps > 0:
        label = f"after {counted(resolved.clock.steps, 'step')} only metrics are left"
        fix = Fix(("checkpoint",), f"{{every: {interval(resolved.clock)}}}")
        yield Found(("train",), label, ("there is no `checkpoint`",), fix)


@rule("E107", "there is nothing to export")
def nothing_to_export(resolved: Resolved) -> Iterator[Found]:
    """`--export DIR` writes the weights of a checkpoint, so checkpoints are needed.

    With several networks (`gan`) it would be unclear which one is meant.
    """
    spec, path = resolved.spec, ("export",)
    if spec.export is None:
        return
    if spec.checkpoint is None:
        yield Found(
            path, "no checkpoint is ever saved", ("checkpoint: {every: 10%}",), Fix(path, None)
        )
    if spec.networks:
        yield Found(path, "the loss updates several networks", (), Fix(path, None))
