"""Loss and metrics: of each example, and of all examples of a set."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Constant, Section
from specc.compose.own import own_code
from specc.ir.expr import Expr, Literal, Local, Product, Sum
from specc.ir.node import Node, Renderable, Traced
from specc.ir.objective import Metric
from specc.ir.pattern import pattern, renamed
from specc.ir.program import Program
from specc.lower.objective import Own
from specc.lower.own import OwnCall, Taken

_TABLE = 10  # class weights in a line
_STD = "np.ndarray | jax.Array"  # as a scaler has it


@dataclasses.dataclass(frozen=True, kw_only=True)
class Formula:
    """How a metric is computed.

    Attributes:
        outputs: what is compared with the targets.
        classes: how many there are, if targets are classes.
        std: of the targets; None if errors are in the units of the data already, or need not be.
        weight: of each example, if it is a metric of a set whose examples have weights.
        option: the numbers of the metric, by name.
        call: of the user's function, if one computes it.
    """

    folder: ClassVar[str] = "loss/"
    template: str
    name: str
    outputs: str
    target: Expr
    classes: int | None
    std: Expr | None
    weight: Expr | None
    option: dict[str, Expr]
    call: OwnCall | None
    origin: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Helper:
    """A function that metrics call.

    Attributes:
        classes: how many there are, if targets are classes.
    """

    folder: ClassVar[str] = "loss/functions/"
    template: str
    classes: int | None
    origin: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parts:
    """Lines that take the outputs apart; `place` is the slot that they are for."""

    folder: ClassVar[str] = "loss/parts/"
    template: str
    place: str
    outputs: str
    target: Expr
    origin: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scheduled(Node):
    """A number of the loss, as its schedule has it in this step."""

    template: ClassVar[str] = "loss/scheduled"
    name: str
    schedule: Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class TermLine(Node):
    """A term of the loss, under a name of its own."""

    template: ClassVar[str] = "loss/term"
    name: str
    formula: Formula


@dataclasses.dataclass(frozen=True, kw_only=True)
class Parameter(Node):
    """A parameter of a function, with its type."""

    template: ClassVar[str] = "loss/parameter"
    name: str
    type: str = "jax.Array"
    origin: str = "task"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry(Node):
    """An item of a dictionary of metrics."""

    template: ClassVar[str] = "loss/entry"
    name: str
    value: Renderable | Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class ComputeMetrics(Node):
    """The function that measures each example of a batch.

    Attributes:
        weighted: the word for the mean that training minimizes, if some examples count more.
    """

    template: ClassVar[str] = "loss/compute_metrics"
    parameters: tuple[Parameter, ...]
    weighted: Traced | str
    entries: tuple[Entry, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ComputeWeights(Node):
    """The function that says how much each example counts in each metric."""

    template: ClassVar[str] = "loss/compute_weights"
    parameters: tuple[Parameter, ...]
    what: str
    entries: tuple[Entry, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Nonzero(Node):
    """The function that gives sums of weights to divide by."""

    template: ClassVar[str] = "loss/nonzero"


@dataclasses.dataclass(frozen=True, kw_only=True)
class WeightedMean(Node):
    """The function that takes means where all metrics have the same weights."""

    template: ClassVar[str] = "loss/weighted_mean"


@dataclasses.dataclass(frozen=True, kw_only=True)
class WeightedMeanByMetric(Node):
    """The function that takes means where each metric has weights of its own."""

    template: ClassVar[str] = "loss/weighted_mean_by_metric"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClassWeightTable(Node):
    """The weights of many classes."""

    template: ClassVar[str] = "loss/class_weights"
    rows: tuple[tuple[float, ...], ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Mean(Node):
    """The metrics of a batch, as means over its examples.

    Attributes:
        metrics: those of each example.
        weights: how much each example counts: an array, or one for each metric; None if all count the same.
    """

    template: ClassVar[str] = "step/mean"
    metrics: Expr
    weights: Expr | None

    @property
    def mean(self) -> Expr:
        """The means."""
        return mean_of(self.metrics, self.weights)


@dataclasses.dataclass(frozen=True, kw_only=True)
class MeanByMetric(Mean):
    """Likewise, with weights that take a line of their own."""

    template: ClassVar[str] = "step/mean_by_metric"


@dataclasses.dataclass(frozen=True, kw_only=True)
class BlendedMean(Mean):
    """Likewise, of examples that are blends of two: with the targets of both, by their shares."""

    template: ClassVar[str] = "step/blended_mean"

    @property
    def of_target(self) -> Expr:
        """The means with the targets, and weights, of `target`."""
        return renamed(self.mean, batch=Local("target"))


@dataclasses.dataclass(frozen=True, kw_only=True)
class BlendedTargets(Node):
    """Targets, and weights if there are any, that are blended as the inputs are."""

    template: ClassVar[str] = "step/blended_targets"
    columns: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Evaluate(Node):
    """The function that evaluates a set of examples."""

    template: ClassVar[str] = "step/evaluate"
    outputs: str
    input: str
    summary: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetWeights(Node):
    """How much each example of a set counts, on a line of its own."""

    template: ClassVar[str] = "step/set_weights"
    weights: Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetMean(Node):
    """The means over a set, which are all that is measured."""

    template: ClassVar[str] = "step/set_mean"
    mean: Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetMeans(Node):
    """The means over a set, beside which there are other metrics."""

    template: ClassVar[str] = "step/set_means"
    mean: Expr


@dataclasses.dataclass(frozen=True, kw_only=True)
class SetMetrics(Node):
    """The metrics of a set that are no means."""

    template: ClassVar[str] = "step/set_metrics"
    metrics: tuple[Formula, ...]


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    objective = program.objective
    yield Section(title="Loss and metrics", place="section.loss", origin="task")
    yield from _own_code(objective.of_examples, "training")
    yield from _helpers(program, objective.of_examples, ())
    yield from _before(program)
    yield ComputeMetrics(
        parameters=tuple(_parameters(program)),
        weighted=_weighted(program),
        entries=tuple(_entries(program)),
        origin="task",
    )
    yield from _weighing(program)
    if program.data.scored:
        yield from _helpers(program, objective.set_metrics, objective.of_examples)
        yield from _own_code(objective.set_metrics, "evaluation")


def mean(program: Program) -> Iterator[Renderable]:
    """The lines of the loss function that take means over a batch."""
    data, kind, origin = program.data, Mean, "task.loss"
    if data.mixing is not None:
        kind, origin = BlendedMean, data.mixing.origin
    elif program.objective.weights is not None:
        kind = MeanByMetric
    if data.mixing is not None and data.target.blends:
        columns = [data.target.column, *([data.weight] if data.weight else [])]
        yield BlendedTargets(columns=tuple(item.name for item in columns), origin=origin)
        kind = Mean
    metrics, weights = metrics_of(program, "batch"), weights_of(program, "batch")
    yield kind(metrics=metrics, weights=weights, origin=origin)


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated, and what it measures."""
    data, objective = program.data, program.objective
    if not data.scored:
        return
    summary = "Metrics over all of `data`." if objective.set_metrics else ""
    yield Evaluate(
        outputs=objective.outputs,
        input=data.input.name,
        summary=summary or "Means of the metrics over all of `data`.",
        origin="evaluate",
    )
    weights = weights_of(program, "data")
    if objective.weights is not None and weights is not None:
        yield SetWeights(weights=weights, origin=objective.weights.origin)
        weights = Local("weights")
    means = mean_of(metrics_of(program, "data"), weights)
    if not objective.set_metrics:
        yield SetMean(mean=means, origin="evaluate")
        return
    yield SetMeans(mean=means, origin="evaluate")
    if objective.set_parts and not all(metric.undivided for metric in objective.set_metrics):
        yield _parts(program, objective.set_parts, "evaluate.metrics", _rows_target(program))
    yield SetMetrics(metrics=tuple(_set_formulas(program)), origin="evaluate")


def mean_of(metrics: Expr, weights: Expr | None) -> Expr:
    """Means of metrics over examples."""
    if weights is None:
        return pattern("jax.tree.map(jnp.mean, metrics)", metrics=metrics)
    return pattern("weighted_mean(metrics, weights)", metrics=metrics, weights=weights)


def metrics_of(program: Program, rows: str) -> Expr:
    """The metrics of each example of `rows`, a batch or a set."""
    objective = program.objective
    arguments = [objective.outputs, f"{rows}.{program.data.target.column.name}"]
    if objective.follows:
        arguments.insert(0, "state.step")
    if _rescales(program):
        arguments.append("state.target_scaler.std")
    return pattern(f"compute_metrics({', '.join(arguments)}, ...)")


def weights_of(program: Program, rows: str) -> Expr | None:
    """How much each example of `rows` counts, as `weighted_mean` takes it; None if all count the same."""
    data = program.data
    weight = [f"{rows}.weight"] if data.weight else []
    if program.objective.weights is None:
        return pattern(weight[0]) if weight else None
    of_class = ["state.class_weight"] if data.target.balance else []
    arguments = [f"{rows}.{data.target.column.name}", *weight, *of_class]
    return pattern(f"compute_weights({', '.join(arguments)})")


def _own_code(metrics: tuple[Metric, ...], section: str) -> Iterator[Renderable]:
    calls = [metric.call.code for metric in metrics if isinstance(metric, Own)]
    if any(isinstance(code, Taken) for code in calls):
        yield from own_code(section, "section.loss")


def _helpers(
    program: Program, metrics: tuple[Metric, ...], before: tuple[Metric, ...]
) -> Iterator[Helper]:
    """The functions that metrics call and others before them do not."""
    known = {name for metric in before for name in metric.helpers}
    is_weighted = bool(before) and program.data.weight is not None
    for metric in metrics:
        for name in metric.helpers:
            if name not in known:
                known.add(name)
                template = f"weighted_{name}" if is_weighted else name
                yield Helper(template=template, classes=_classes(program), origin=metric.origin)


def _before(program: Program) -> Iterator[Renderable]:
    """What `compute_metrics` computes before its metrics."""
    objective = program.objective
    for item in objective.follows:
        yield Scheduled(name=item.name, schedule=item.schedule, origin=item.origin)
    if objective.parts and not all(metric.undivided for metric in objective.of_examples):
        yield _parts(program, objective.parts, "compute_metrics.before", _target(program))
    if len(objective.loss) > 1:
        for term in objective.loss:
            formula = _formula(program, term.metric)
            yield TermLine(name=term.variable, formula=formula, origin=term.metric.origin)


def _parts(program: Program, template: str, place: str, target: Expr) -> Parts:
    outputs = program.objective.outputs
    return Parts(template=template, place=place, outputs=outputs, target=target, origin="task")


def _parameters(program: Program) -> Iterator[Parameter]:
    objective = program.objective
    if objective.follows:
        yield Parameter(name="step")
    yield Parameter(name=objective.outputs)
    yield Parameter(name=program.data.target.column.name)
    if _rescales(program):
        yield Parameter(name="target_std", type=_STD, origin="task.standardize")


def _weighted(program: Program) -> Traced | str:
    origin = _weights_origin(program)
    return Traced("weighted ", origin) if origin else ""


def _weights_origin(program: Program) -> str:
    """What asks for weighted means; empty if nothing does."""
    if program.data.weight is not None:
        return program.data.weight.origin
    return program.objective.weights.origin if program.objective.weights else ""


def _entries(program: Program) -> Iterator[Entry]:
    objective = program.objective
    if len(objective.loss) == 1:
        loss: Renderable | Expr = _formula(program, objective.loss[0].metric)
        yield Entry(name="loss", value=loss, origin="task.loss")
    else:
        yield Entry(name="loss", value=_sum(program), origin="task.loss")
        for term in objective.loss:
            value = Local(term.variable)
            yield Entry(name=term.metric.name, value=value, origin=term.metric.origin)
    for metric in objective.metrics:
        yield Entry(name=metric.name, value=_formula(program, metric), origin=metric.origin)


def _sum(program: Program) -> Expr:
    values = [
        Local(term.variable) if term.weight is None else Product(term.weight, Local(term.variable))
        for term in program.objective.loss
    ]
    total: Expr = values[0]
    for value in values[1:]:
        total = Sum(total, value)
    return total


def _weighing(program: Program) -> Iterator[Renderable]:
    """The functions for weighted means, and the weights of the classes."""
    origin, weights = _weights_origin(program), program.objective.weights
    if not origin:
        return
    if weights is None:
        yield Nonzero(origin=origin)
        yield WeightedMean(origin=origin)
        return
    if weights.values is not None:
        yield _constant(weights.values, weights.origin)
    yield _compute_weights(program)
    yield Nonzero(origin=origin)
    yield WeightedMeanByMetric(origin=origin)


def _constant(values: tuple[float, ...], origin: str) -> Renderable:
    if len(values) <= _TABLE:
        return Constant(name="CLASS_WEIGHTS", value=Literal(values), origin=origin)
    rows = tuple(values[start : start + _TABLE] for start in range(0, len(values), _TABLE))
    return ClassWeightTable(rows=rows, origin=origin)


def _compute_weights(program: Program) -> ComputeWeights:
    weights, data = program.objective.weights, program.data
    assert weights is not None
    y, balanced = data.target.column.name, data.target.balance is not None
    loss = pattern(f"class_weight[{y}]" if balanced else f"jnp.array(CLASS_WEIGHTS)[{y}]")
    names = [y, *(["weight"] if data.weight else []), *(["class_weight"] if balanced else [])]
    other: Expr = pattern(f"jnp.ones(len({y}))")
    what = "in the loss by class"
    if data.weight:
        loss, other = pattern("weight * x", x=loss), Local("weight")
        what = "in the loss also by class"
    terms = {"loss"} | {term.metric.name for term in program.objective.loss}
    return ComputeWeights(
        parameters=tuple(Parameter(name=name) for name in names),
        what=what,
        entries=tuple(
            Entry(name=name, value=loss if name in terms else other, origin=weights.origin)
            for name in program.objective.names
        ),
        origin=weights.origin,
    )


def _set_formulas(program: Program) -> Iterator[Formula]:
    objective, target = program.objective, _rows_target(program)
    std = Local("state.target_scaler.std") if program.data.target.statistics else None
    weight = Local("data.weight") if program.data.weight else None
    for metric in objective.set_metrics:
        yield _formula(program, metric, target, std, weight)


def _formula(
    program: Program,
    metric: Metric,
    target: Expr | None = None,
    std: Expr | None = None,
    weight: Expr | None = None,
) -> Formula:
    """A metric with all that its template writes; of each example unless there is a `target`."""
    objective = program.objective
    if target is None and program.data.target.statistics:
        std = Local("target_std")
    return Formula(
        template=metric.template,
        name=metric.name,
        outputs=objective.outputs if metric.undivided else objective.estimate,
        target=target or _target(program),
        classes=_classes(program),
        std=std if metric.in_units else None,
        weight=weight,
        option={item.name: item.value for item in metric.options},
        call=metric.call if isinstance(metric, Own) else None,
        origin=metric.origin,
    )


def _rescales(program: Program) -> bool:
    """Whether a metric of an example is in other units than the targets of the model."""
    return bool(program.data.target.statistics) and program.objective.in_units


def _target(program: Program) -> Local:
    return Local(program.data.target.column.name)


def _rows_target(program: Program) -> Local:
    return Local(f"data.{program.data.target.column.name}")


def _classes(program: Program) -> int | None:
    return getattr(program.data.target, "classes", None)
