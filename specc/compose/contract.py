"""The contract of a trainer: what it has, for those who run it."""

from __future__ import annotations

from specc.compose.data import sets, statistics
from specc.compose.loss import writer
from specc.ir.contract import Contract, NetworkContract
from specc.ir.program import Program
from specc.ir.step import AccumulatedGradients
from specc.ir.update import Update


def contract(program: Program) -> Contract:
    """What the trainer of a program has."""
    data, [first, *_] = program.data, program.updates
    target = data.target
    classes = target is not None and target.kind in {"classes", "named", "zero_one"}
    in_files = data.eval_placement == "files"
    loop = program.loop
    assert loop is not None
    assert data.placement is not None
    evaluator = ("summarize" if in_files else "evaluate",) if data.eval_sets else ()
    return Contract(
        networks=tuple(_network(program, update) for update in program.updates),
        losses=tuple(loss.names[0] for loss in program.losses),
        statistics=_statistics(program),
        placement=data.placement,
        sets=tuple((item.prefix, item.adjective) for item in data.eval_sets),
        labels=target.column.name
        if target is not None and classes and not target.column.shape
        else "",
        jitted=(
            "init_state",
            "train_steps" if loop.compiled else "jitted_step",
            *evaluator,
            *(("predict",) if data.predicted else ()),
            *((program.sampler.function,) if program.sampler is not None else ()),
        ),
        evaluators=evaluator,
        micro_batches="accumulate" if isinstance(first.gradients, AccumulatedGradients) else "",
        measure=() if data.per_token else writer(program.losses[-1]).measured(program),
        outputs=target.outputs
        if target is not None and data.predicted and not data.per_token
        else None,
        inputs=(data.input.name, *data.given),
        target=target.column.name if target is not None else "",
    )


def _network(program: Program, update: Update) -> NetworkContract:
    several = len(program.networks) > 1
    place = (update.network,) if several else ()
    functions = [item.name for item in update.optimizer.functions]
    return NetworkContract(
        name=update.network,
        params=(*place, "params"),
        opt_state=(*place, "opt_state"),
        optimizer=program.optimizer_name(update.network),
        extra_args=update.optimizer.extra_args,
        multipliers=next((name for name in functions if name.endswith("rate_multipliers")), ""),
    )


def _statistics(program: Program) -> tuple[str, ...]:
    data = program.data
    return tuple(item.name for item in statistics.fitted(data, sets.sets(data)[0]))
