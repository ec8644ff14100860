"""How a metric is written: its formula, and the functions that it calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.user_code import own_code
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.loss import Metric, Supervised
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.supervised import UserMetric
from specc.ir.user_code import InlinedDefinition, UserCall


@dataclass(frozen=True, kw_only=True)
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
    call: UserCall | None
    origin: str


@dataclass(frozen=True, kw_only=True)
class Helper:
    """A function that metrics call.

    Attributes:
        classes: how many there are, if targets are classes.
    """

    folder: ClassVar[str] = "loss/functions/"
    template: str
    classes: int | None
    origin: str


@dataclass(frozen=True, kw_only=True)
class OutputSplit:
    """Lines that take the outputs apart; `slot_name` is the slot that they are for."""

    folder: ClassVar[str] = "loss/parts/"
    template: str
    slot_name: str
    outputs: str
    target: Expr
    origin: str


@dataclass(frozen=True, kw_only=True)
class Parameter(Node):
    """A parameter of a function, with its type."""

    template: ClassVar[str] = "loss/parameter"
    name: str
    type: str = "jax.Array"
    origin: str = "task"


@dataclass(frozen=True, kw_only=True)
class TrainingParameter(Node):
    """A parameter that only training gives; without it, the loss is the plain one."""

    template: ClassVar[str] = "loss/training_parameter"
    name: str


@dataclass(frozen=True, kw_only=True)
class Entry(Node):
    """An item of a dictionary of metrics."""

    template: ClassVar[str] = "loss/entry"
    name: str
    value: Renderable | Expr


def supervised(program: Program) -> Supervised:
    """The loss of a program with outputs and targets."""
    [loss] = program.losses
    assert isinstance(loss, Supervised)
    return loss


def helpers_of(
    program: Program, metrics: tuple[Metric, ...], before: tuple[Metric, ...]
) -> Iterator[Helper]:
    """The functions that metrics call and others before them do not."""
    known = {name for metric in before for name in metric.helpers}
    data = program.data
    is_weighted = bool(before) and (data.weight is not None or data.per_token)
    for metric in metrics:
        for name in metric.helpers:
            if name not in known:
                known.add(name)
                template = f"weighted_{name}" if is_weighted else name
                yield Helper(template=template, classes=classes_of(program), origin=metric.origin)


def code_of(metrics: tuple[Metric, ...], section: str) -> Iterator[Renderable]:
    """The place for functions of the user's own that some metrics call, if any does."""
    calls = [metric.call.code for metric in metrics if isinstance(metric, UserMetric)]
    if any(isinstance(code, InlinedDefinition) for code in calls):
        yield from own_code(section, "section.loss")


def split_of(program: Program, template: str, slot_name: str, target: Expr) -> OutputSplit:
    """The lines that split the outputs, for a slot."""
    outputs = supervised(program).outputs
    return OutputSplit(
        template=template, slot_name=slot_name, outputs=outputs, target=target, origin="task"
    )


def formula_of(
    program: Program,
    metric: Metric,
    target: Expr | None = None,
    std: Expr | None = None,
    weight: Expr | None = None,
) -> Formula:
    """A metric with all that its template writes; of each example unless there is a `target`."""
    objective = supervised(program)
    if target is None and program.data.required_target.statistics:
        std = Name("target_std")
    return Formula(
        template=metric.template,
        name=metric.name,
        outputs=objective.outputs if metric.takes_raw_outputs else objective.estimate,
        target=target or target_of(program),
        classes=classes_of(program),
        std=std if metric.in_units else None,
        weight=weight,
        option={item.name: item.value for item in metric.options},
        call=metric.call if isinstance(metric, UserMetric) else None,
        origin=metric.origin,
    )


def rescales(program: Program) -> bool:
    """Whether a metric of an example is in other units than the targets of the model."""
    return bool(program.data.required_target.statistics) and supervised(program).in_units


def target_of(program: Program) -> Name:
    """The targets, where metrics of examples are computed."""
    return Name(program.data.required_target.column.name)


def rows_target(program: Program) -> Name:
    """The targets of a set."""
    return Name(f"data.{program.data.required_target.column.name}")


def classes_of(program: Program) -> int | None:
    """How many classes there are; None if targets are no classes."""
    return getattr(program.data.target, "classes", None)
