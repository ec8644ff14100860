"""Which rows of the source are held out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Call, Function
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data, EvalSet
from specc.ir.expr import Add, Expr, ListExpr, Literal, Name, Subscript
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.splits.column import ColumnHoldout
from specc.ir.splits.random import RandomHoldout
from specc.ir.splits.rows import RowsHoldout


@dataclass(frozen=True, kw_only=True)
class Random(Node):
    """A permutation, cut where the sets end."""

    template: ClassVar[str] = "data/holdouts/random"
    label: str
    seed: int
    names: tuple[str, ...]
    ends: tuple[Expr, ...]


@dataclass(frozen=True, kw_only=True)
class Stratum(Node):
    """A set with the same share of each class."""

    template: ClassVar[str] = "data/holdouts/stratum"
    label: str
    seed: int
    name: str
    examples: Expr


@dataclass(frozen=True, kw_only=True)
class Stratified(Node):
    """All sets that are drawn by class, one after the other."""

    template: ClassVar[str] = "data/holdouts/stratified"
    label: str
    sets: tuple[Stratum, ...]


@dataclass(frozen=True, kw_only=True)
class RowsByValue(Node):
    """The rows that have a value in a column, and a check of their number."""

    template: ClassVar[str] = "data/holdouts/named"
    value: str
    name: str
    adjective: str
    examples: Expr


@dataclass(frozen=True, kw_only=True)
class ColumnSplit(Node):
    """Rows by the values of a column."""

    template: ClassVar[str] = "data/holdouts/column"
    others: Expr
    """The mask of the rows that no other set has."""
    sets: tuple[RowsByValue, ...]


@dataclass(frozen=True, kw_only=True)
class RowsByNumber(Node):
    """Rows that the spec gives, cut where the sets end, and a look whether training has their classes."""

    template: ClassVar[str] = "data/holdouts/rows"
    order: Expr
    names: tuple[str, ...]
    ends: tuple[Expr, ...]
    checks: tuple[Call, ...]


@dataclass(frozen=True, kw_only=True)
class CheckTrained(Node):
    """The function that looks whether training has the classes of held-out rows."""

    template: ClassVar[str] = "data/readers/check_trained"
    missing: Expr


def split(data: Data) -> Iterator[Renderable]:
    """The lines that say which rows are of which set."""
    held_out, holdout = data.held_out_sets, data.holdout
    counted = data.target.column if data.target is not None else data.input
    label = counted.name
    match holdout:
        case RandomHoldout(kind="random", seed=seed):
            yield Random(
                label=label,
                seed=seed,
                names=tuple(item.rows_variable for item in held_out),
                ends=tuple(total(held_out[: n + 1]) for n in range(len(held_out))),
                origin=holdout.origin,
            )
        case RandomHoldout(kind="stratified", seed=seed):
            strata = tuple(
                Stratum(
                    label=label,
                    seed=seed,
                    name=item.rows_variable,
                    examples=total((item,)),
                    origin=item.origin,
                )
                for item in held_out
            )
            yield Stratified(label=label, sets=strata, origin=holdout.origin)
        case RowsHoldout():
            yield _by_number(data, label, holdout)
        case ColumnHoldout(values=values):
            named = tuple(
                RowsByValue(
                    value=value,
                    name=item.rows_variable,
                    adjective=item.adjective,
                    examples=total((item,)),
                    origin=item.origin,
                )
                for value, item in zip(values, held_out, strict=True)
            )
            yield ColumnSplit(others=_others(values), sets=named, origin=holdout.origin)


def functions(data: Data) -> Iterator[Renderable]:
    """What those lines call."""
    if isinstance(data.holdout, ColumnHoldout):
        yield Function(name="check_rows", origin=data.holdout.origin)
    if isinstance(data.holdout, RowsHoldout) and _has_classes(data):
        named = getattr(data.source, "class_names", None) is not None
        missing = pattern("sorted({*label.tolist()} - {*trained.tolist()})")
        if named:
            missing = pattern("[CLASSES[n] for n in labels]", labels=missing)
        yield CheckTrained(missing=missing, origin=data.holdout.origin)


def _has_classes(data: Data) -> bool:
    """Whether each example has a class, which training may lack."""
    target = data.target
    return target is not None and target.kind != "numbers" and not target.column.shape


def _by_number(data: Data, label: str, holdout: RowsHoldout) -> RowsByNumber:
    held_out = data.held_out_sets
    numbers = [span for rows in (*holdout.ranges, _rest(holdout, data.rows)) for span in rows]
    order = ", ".join(f"{first}:{last + 1}" for first, last in numbers)
    checks = tuple(
        Call(
            value=pattern(
                "check_trained(name, label[rows], label[training])",
                name=Literal(item.adjective),
                label=Subscript(Name("data"), label),
                rows=Name(item.rows_variable),
            ),
            origin=holdout.origin,
        )
        for item in (held_out if _has_classes(data) else ())
    )
    return RowsByNumber(
        order=pattern(f"np.r_[{order}]"),
        names=tuple(item.rows_variable for item in held_out),
        ends=tuple(total(held_out[: n + 1]) for n in range(len(held_out))),
        checks=checks,
        origin=holdout.origin,
    )


def _rest(holdout: RowsHoldout, rows: int) -> list[tuple[int, int]]:
    """First and last rows of what is between the held-out ranges."""
    edges = sorted(span for of_set in holdout.ranges for span in of_set)
    found, start = [], 0
    for first, last in [*edges, (rows, rows)]:
        if start < first:
            found.append((start, first - 1))
        start = last + 1
    return found


def total(sets: tuple[EvalSet, ...], *, first: Expr | None = None) -> Expr:
    """The number of examples of several sets."""
    values = [*([first] if first is not None else []), *(Name(item.constant) for item in sets)]
    result: Expr = values[0]
    for value in values[1:]:
        result = Add(result, value)
    return result


def _others(values: tuple[str, ...]) -> Expr:
    if len(values) == 1:
        return pattern('data["split"] != value', value=Literal(values[0]))
    return pattern('~np.isin(data["split"], values)', values=ListExpr(tuple(map(Literal, values))))
