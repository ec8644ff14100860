"""Which rows of the source are held out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Function
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data, EvalSet
from specc.ir.expr import Add, Expr, ListExpr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.splits.column import ColumnHoldout
from specc.ir.splits.random import RandomHoldout


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
