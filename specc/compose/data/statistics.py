"""Statistics of the training examples, which are part of the state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Assign, Function
from specc.compose.data.sets import ExampleSet
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Expr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.normalizations.standardize import Standardize
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class ScalerClass(Node):
    """The class of means and standard deviations."""

    template: ClassVar[str] = "data/statistics/scaler_class"


@dataclass(frozen=True, kw_only=True)
class Scaler(Node):
    """Means and standard deviations of a column."""

    template: ClassVar[str] = "data/statistics/scaler"
    name: str
    shape: Expr
    note: str
    fit: Assign


@dataclass(frozen=True, kw_only=True)
class FitScaler(Node):
    """The function that finds them."""

    template: ClassVar[str] = "data/statistics/fit_scaler"


@dataclass(frozen=True, kw_only=True)
class ClassWeight(Node):
    """Weights by which all classes count the same."""

    template: ClassVar[str] = "data/statistics/class_weight"
    name: str
    shape: Expr
    note: str
    fit: Assign


@dataclass(frozen=True, kw_only=True)
class BalanceClasses(Node):
    """The function that finds them."""

    template: ClassVar[str] = "data/statistics/balance_classes"
    classes: int
    weighted: bool


Statistic = Scaler | ClassWeight
"""Something that is measured on the training examples."""


def fitted(data: Data, training: ExampleSet) -> Iterator[Statistic]:
    """All of them, each with the line that measures it."""
    target = data.target
    if isinstance(data.normalization, Standardize):
        yield _scaler(
            "scaler",
            training.column(data.input.name),
            data.input.shape,
            "of the inputs",
            "data.normalize",
            data.normalization.numbers,
        )
    if target is not None and target.statistics:
        column = training.column(target.column.name)
        yield _scaler(
            "target_scaler", column, target.column.shape, "of the targets", "task.standardize", None
        )
    if target is not None and target.balance is not None:
        label = training.column(target.column.name)
        value = pattern("balance_classes(label)", label=label)
        if data.weight is not None:
            weight = training.column(data.weight.name)
            value = pattern("balance_classes(label, weight)", label=label, weight=weight)
        name, origin = target.balance.name, "task.loss.class_weights"
        yield ClassWeight(
            name=name,
            shape=_shape(target.balance.shape),
            note=target.balance.comment,
            fit=Assign(target=Name(name), value=value, origin=origin),
            origin=origin,
        )


def functions(data: Data) -> Iterator[Renderable]:
    """What those lines call."""
    target = data.target
    if not data.normalization.per_example or (target is not None and target.statistics):
        origin = "task.standardize" if data.normalization.per_example else data.normalization.origin
        yield ScalerClass(origin=origin)
        yield FitScaler(origin=origin)
        yield Function(name="standardize", origin=origin)
    if isinstance(data.normalization, Standardize) and data.normalization.numbers is not None:
        yield Function(name="keep_one_hot", origin=data.normalization.origin)
    if target is not None and target.balance is not None:
        yield BalanceClasses(
            classes=target.balance.shape[0],
            weighted=data.weight is not None,
            origin="task.loss.class_weights",
        )


def _scaler(
    name: str, x: Expr, shape: tuple[int, ...], note: str, origin: str, numbers: int | None
) -> Scaler:
    value = pattern("fit_scaler(x)", x=x)
    if numbers is not None:
        value = pattern("keep_one_hot(fit_scaler(x), numbers)", x=x, numbers=Literal(numbers))
    fit = Assign(target=Name(name), value=value, origin=origin)
    return Scaler(name=name, shape=_shape(shape), note=note, fit=fit, origin=origin)


def _shape(shape: tuple[int, ...]) -> Expr:
    return Literal(shape[0] if len(shape) == 1 else shape)
