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
from specc.ir.source import Imputation


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
    """Weights that give all classes the same total weight."""

    template: ClassVar[str] = "data/statistics/class_weight"
    name: str
    shape: Expr
    note: str
    fit: Assign


@dataclass(frozen=True, kw_only=True)
class FitFill(Node):
    """The function that finds what replaces missing values.

    Attributes:
        columns: the names of the columns, one for each input that may be missing or comes before.
    """

    template: ClassVar[str] = "data/statistics/fit_fill"
    columns: Expr
    fills: tuple[Assign, ...]


@dataclass(frozen=True, kw_only=True)
class FillMissing(Node):
    """The function that replaces missing values; `where` tells which these are."""

    template: ClassVar[str] = "data/statistics/fill_missing"
    where: Expr


@dataclass(frozen=True, kw_only=True)
class Filling(Node):
    """What replaces missing values, in the state."""

    template: ClassVar[str] = "data/statistics/fill"
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
    missing: Expr


_STATISTICS = {
    "mean": "np.nanmean(x[:, {}], axis=0)",
    "median": "np.nanmedian(x[:, {}], axis=0)",
    "most_frequent": "most_frequent(x[:, {}])",
}
"""What replaces missing numbers, of columns of `x`."""

Statistic = Scaler | ClassWeight | Filling
"""Something that is measured on the training examples."""


def fitted(data: Data, training: ExampleSet) -> Iterator[Statistic]:
    """All of them, each with the line that measures it."""
    target, inputs = data.target, training.column(data.input.name)
    if data.source.imputation is not None:
        origin = data.source.imputation.origin
        yield Filling(
            name="fill",
            shape=_shape(data.input.shape),
            note="for missing values",
            fit=Assign(target=Name("fill"), value=pattern("fit_fill(x)", x=inputs), origin=origin),
            origin=origin,
        )
        inputs = pattern("fill_missing(x, fill)", x=inputs)
    if isinstance(data.normalization, Standardize):
        if data.normalization.channels is not None:
            channels = Literal(data.normalization.channels)
            inputs = pattern("x.reshape(-1, channels)", x=inputs, channels=channels)
        yield _scaler(
            "scaler",
            inputs,
            data.normalization.statistics[0].shape,
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
    if data.source.imputation is not None:
        yield from _imputing(data.source.imputation)
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
            missing=pattern(
                "[CLASSES[n] for n in np.flatnonzero(counts == 0)]"
                if data.source.class_names is not None
                else "np.flatnonzero(counts == 0).tolist()"
            ),
            origin="task.loss.class_weights",
        )


def _imputing(imputation: Imputation) -> Iterator[Renderable]:
    """The functions that replace missing values."""
    origin, lines = imputation.origin, list[tuple[int, Assign]]()
    for item in imputation.fills:
        if places := [place for _, place in item.names]:
            index = _index(places)
            value = pattern(_STATISTICS[item.how].format(index))
            lines.append((places[0], _filled(index, value, _few(item.names), origin)))
        for name, start, stop in item.blocks:
            index = f"{start}:{stop}"
            value = pattern(f"np.eye({stop - start})[np.nansum(x[:, {index}], axis=0).argmax()]")
            lines.append((start, _filled(index, value, name, origin)))
    if any(item.how == "most_frequent" and item.names for item in imputation.fills):
        yield Function(name="most_frequent", origin=origin)
    columns: Expr = Name("NUMBERS")
    if any(item.blocks for item in imputation.fills):
        columns = pattern(
            "[*NUMBERS, *(name for name, known in CATEGORIES.items() for _ in known)]"
        )
    fills = tuple(line for _, line in sorted(lines, key=lambda item: item[0]))
    yield FitFill(columns=columns, fills=fills, origin=origin)
    yield FillMissing(where=_where(imputation), origin=origin)


def _where(imputation: Imputation) -> Expr:
    """Where a value is missing and may be."""
    places = list(imputation.places)
    missing = pattern("np.isnan(x)")
    if len(places) == imputation.inputs:
        return missing
    if places == list(range(len(places))):
        return pattern(f"np.isnan(x) & (np.arange(x.shape[-1]) < {len(places)})")
    return pattern(f"np.isnan(x) & np.isin(np.arange(x.shape[-1]), {places})")


def _filled(index: str, value: Expr, note: str, origin: str) -> Assign:
    return Assign(target=pattern(f"fill[{index}]"), value=value, note=note, origin=origin)


def _index(places: list[int]) -> str:
    """Of columns: a slice if they are neighbours."""
    first, last = places[0], places[-1]
    if places == list(range(first, last + 1)):
        return f"{first or ''}:{last + 1}"
    return str(places)


def _few(names: tuple[tuple[str, int], ...]) -> str:
    shown = ", ".join(name for name, _ in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3:,} more"


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
