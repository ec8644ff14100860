"""A second set of parameters, made of those that are trained, and evaluated in their place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork
from specc.compose.step import Core, Line
from specc.fast_dataclasses import dataclass
from specc.ir.checkpoints import Checkpoints
from specc.ir.expr import Expr, Name, Setting
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute_free, uses_name
from specc.ir.program import Program
from specc.ir.run import EvaluatedRows, Evaluation
from specc.ir.step import Average, RunningAverage, SlowWeights
from specc.ir.update import Update


@dataclass(frozen=True, kw_only=True)
class AveragedParams(Node):
    """The field of the state that has the average; it begins as a copy."""

    template: ClassVar[str] = "step/averages/params"
    field: str
    initial: Expr
    comment: str


@dataclass(frozen=True, kw_only=True)
class AveragedCollection(Node):
    """That of a collection of the model, which is averaged like the parameters, or recomputed."""

    template: ClassVar[str] = "step/averages/collection"
    field: str
    of: str


@dataclass(frozen=True, kw_only=True)
class Running(Node):
    """The update of a running average."""

    template: ClassVar[str] = "step/averages/running"
    slot_name: str
    weight: Expr
    updates: tuple[Line, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """What it changes in the state."""
        return tuple(name for line in self.updates for name in line.names)


@dataclass(frozen=True, kw_only=True)
class Weight(Node):
    """The function that gives the weight of the new parameters in an average."""

    template: ClassVar[str] = "step/averages/weight"
    name: str
    summary: str
    parts: tuple[Line, ...]
    result: Expr


@dataclass(frozen=True, kw_only=True)
class Lookahead(Node):
    """The update of slow weights; `fields` are what it changes in the state."""

    template: ClassVar[str] = "step/averages/lookahead"
    slot_name: str
    params: Expr
    step: Expr
    fields: tuple[str, ...]
    sync_period: Expr
    slow_step_size: Expr


@dataclass(frozen=True, kw_only=True)
class Recomputed(Node):
    """The statistics of averaged parameters, recomputed before these are evaluated or saved.

    Attributes:
        names: of the collections, in the state.
        count: of the training batches.
        intervals: steps after which they are needed, by the names of variables.
    """

    template: ClassVar[str] = "step/averages/recomputed"
    names: tuple[str, ...]
    count: Expr
    intervals: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RecomputedAtStop(Node):
    """Likewise before a run that is stopped saves its state."""

    template: ClassVar[str] = "step/averages/recomputed_at_stop"


def nodes(program: Program) -> Iterator[Renderable]:
    """If the spec asks for an average."""
    for update in program.updates:
        if update.average is not None:
            yield from _average(program, update, update.average)


def _average(program: Program, update: Update, average: Average) -> Iterator[Renderable]:
    origin, prefix = average.origin, _prefix(program, update)
    field = f"{prefix}{average.name}_params"
    initial = f"{update.network}.params" if prefix else "params"
    yield AveragedParams(field=field, initial=Name(initial), comment=average.comment, origin=origin)
    model = program.network(update.network).model
    collections = [item.name for item in model.averaged_collections]
    if isinstance(average, RunningAverage) or average.stats_batches is not None:
        for name in collections:
            field = f"{average.name}_{name}"
            yield AveragedCollection(field=field, of=name, origin=f"{origin} model")
    if average.stats_batches is not None:
        yield Recomputed(
            names=tuple(f"{average.name}_{name}" for name in collections),
            count=average.stats_batches,
            intervals=tuple(_intervals(program)),
            origin=f"{origin} model",
        )
        if program.run.checkpoints:
            yield RecomputedAtStop(origin=f"{origin} checkpoint")
        collections = []
    match average:
        case SlowWeights(sync_period=period, slow_step_size=step_size):
            skips = bool(program.skip_origin)
            yield Lookahead(
                slot_name=_slot(program),
                params=Name(_after(program)),
                step=Name("state.step") if skips else pattern("state.step + 1"),
                sync_period=period,
                slow_step_size=step_size,
                fields=("params", "slow_params") if skips else ("slow_params",),
                origin=origin,
            )
        case RunningAverage():
            yield from _running(program, update, average, collections, prefix)


def _slot(program: Program) -> str:
    """Where averages of a single network are updated: once it is known whether the step is skipped."""
    return "train_step.guard" if program.skip_origin else "train_step.after_update"


def _after(program: Program) -> str:
    """The parameters after a step, there."""
    return "state.params" if program.skip_origin else "params"


def _intervals(program: Program) -> Iterator[str]:
    """The intervals of what uses averaged parameters."""
    kinds = {
        Evaluation: "eval_interval",
        EvaluatedRows: "eval_interval",
        Checkpoints: "save_interval",
    }
    yield from dict.fromkeys(kinds[type(e)] for e in program.run.events if type(e) in kinds)


def _prefix(program: Program, update: Update) -> str:
    return f"{update.network}_" if len(program.networks) > 1 else ""


def rewrite(node: Renderable, program: Program) -> Renderable:
    """What is evaluated is the average."""
    if not isinstance(node, Core | EvaluatedNetwork):
        return node
    update = program.update_of(node.network)
    if update.average is None:
        return node
    average = update.average
    name = f"{_prefix(program, update)}{average.name}_params"
    node = dataclasses.replace(node, eval_params=Name(f"state.{name}"))
    if average.stats_batches is None or not isinstance(node, Core):
        return node
    collections = program.network(update.network).model.averaged_collections
    names = tuple(f"{average.name}_{item.name}" for item in collections)
    types = tuple(item.type for item in collections)
    return dataclasses.replace(node, recomputed=(names, types))


def _running(
    program: Program, update: Update, average: RunningAverage, collections: list[str], prefix: str
) -> Iterator[Renderable]:
    """The update, and the function of its weight if that is not the same in each step."""
    origin, weight = average.origin, average.weight
    if (
        average.start is not None
        or average.every is not None
        or uses_name(weight, "step", "updates")
    ):
        function = _weight(average, prefix)
        yield function
        before = "before" if program.skip_origin else "state"
        weight = pattern(f"{function.name}({before}.step, ...)")
    params = f"{update.network}.params" if prefix else _after(program)
    sources = {"params": params, **{name: f"state.{name}" for name in collections}}
    lines = []
    for of, value in sources.items():
        field = f"{prefix}{average.name}_{of}"
        line = pattern(f"optax.incremental_update({value}, state.{field}, weight)")
        lines.append(
            Line(names=(field,), value=line, origin=origin if of == "params" else f"{origin} model")
        )
    yield Running(
        slot_name=f"update.{update.network}" if prefix else _slot(program),
        weight=weight,
        updates=tuple(lines),
        origin=f"{origin} model" if collections else origin,
    )


def _weight(average: RunningAverage, prefix: str) -> Weight:
    origin, start, every = average.origin, average.start, average.every
    parts: list[Line] = []

    def assign(name: str, value: Expr, comment: str = "") -> Expr:
        parts.append(Line(names=(name,), value=value, comment=comment, origin=origin))
        return Name(name)

    if start is not None and not isinstance(start, Setting):
        start = assign("start", start)
    if every is not None and not isinstance(every, Setting):
        every = assign("every", every)
    weight: Expr = average.weight
    if uses_name(weight, "updates"):
        updates = _updates(start, every)
        if updates != Name("step"):
            assign("updates", updates, "of the average so far")
        else:
            weight = substitute_free(weight, updates=updates)
    if start is not None or every is not None:
        weight = assign("weight", weight, average.note)
    if start is not None:
        weight = pattern("jnp.where(step < start, 1, weight)", start=start)
    if every is not None:
        weight = weight if start is None else assign("weight", weight)
        weight = pattern("jnp.where((step + 1) % every == 0, weight, 0)", every=every)
    notes = []
    notes += ["1 before it starts"] if start is not None else []
    notes += ["0 between its updates"] if every is not None else []
    note = ", ".join(notes) or average.note
    colon = ": " if notes else ", "
    summary = f"Weight of the new parameters in the average{colon if note else ''}{note}."
    name = f"{prefix}{average.name}_weight"
    return Weight(name=name, summary=summary, parts=tuple(parts), result=weight, origin=origin)


def _updates(start: Expr | None, every: Expr | None) -> Expr:
    """How many updates came before."""
    if start is None:
        return Name("step") if every is None else pattern("step // every", every=every)
    if every is None:
        return pattern("step - start", start=start)
    return pattern("step // every - start // every", start=start, every=every)
