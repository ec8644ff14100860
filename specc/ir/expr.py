"""Expressions: the values that nodes of a program hold, from literals to sums over settings.

Templates never build expressions from text, and passes can compute which settings a value
depends on (`settings_of`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Literal as OneOf
from typing import TypeGuard, get_args

Scalar = bool | int | float | str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Symbol:
    """A name of a library, such as `optax.clip`."""

    module: str
    name: str

    def __str__(self) -> str:
        """The name in full."""
        return f"{self.module}.{self.name}"


@dataclasses.dataclass(frozen=True, slots=True)
class Literal:
    """A value known when compiling."""

    value: Scalar | tuple[Scalar, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """A field or a property of the trainer's Config."""

    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Local:
    """A name that the trainer defines itself, or an attribute of one."""

    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Product:
    """left * right."""

    left: Expr
    right: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Sum:
    """left + right."""

    left: Expr
    right: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """left - right."""

    left: Expr
    right: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Quotient:
    """left // right."""

    left: Expr
    right: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Ratio:
    """left / right."""

    left: Expr
    right: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Rounded:
    """To the nearest whole number; halves go to the even one, as Python rounds."""

    value: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Least:
    """The smallest of several."""

    values: tuple[Expr, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """A list."""

    items: tuple[Expr, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Mapped:
    """A dictionary; keys and values in turn."""

    items: tuple[tuple[Expr, Expr], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """of[key]."""

    of: Expr
    key: Scalar


@dataclasses.dataclass(frozen=True, slots=True)
class Comparison:
    """left operator right, such as `a == b`."""

    left: Expr
    operator: OneOf["==", "!=", "in", "not in", "is not", "is"]
    right: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class AllOf:
    """One and another."""

    values: tuple[Expr, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class AnyOf:
    """One or another."""

    values: tuple[Expr, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Not:
    """not value."""

    value: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Function:
    """lambda arguments: value."""

    arguments: tuple[str, ...]
    value: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Each:
    """[value for variable in over]."""

    value: Expr
    variable: str
    over: Expr


@dataclasses.dataclass(frozen=True, slots=True)
class Attribute:
    """of.name."""

    of: Expr
    name: str


@dataclasses.dataclass(frozen=True, slots=True)
class Argument:
    """A keyword argument, with an optional comment."""

    name: str
    value: Expr
    comment: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """A function, a library's, the trainer's own or one that a call gives, applied to arguments.

    Attributes:
        spread: whether each argument has a line of its own, however short they are.
    """

    function: Callee
    positional: tuple[Expr, ...] = ()
    keywords: tuple[Argument, ...] = ()
    origin: str = ""
    spread: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Pattern:
    """An expression of Python, some of whose names stand for other expressions; see `pattern`."""

    source: str
    parts: tuple[tuple[str, Expr], ...] = ()
    origin: str = ""


Callee = Symbol | Local | Call
"""A callee: a name, or the result of a call."""

Expr = (
    Symbol
    | Literal
    | Setting
    | Local
    | Product
    | Sum
    | Difference
    | Quotient
    | Ratio
    | Rounded
    | Least
    | Listed
    | Mapped
    | Item
    | Comparison
    | AllOf
    | AnyOf
    | Not
    | Function
    | Each
    | Attribute
    | Call
    | Pattern
)


def is_expr(node: object) -> TypeGuard[Expr]:
    """Whether a node is an expression."""
    return isinstance(node, get_args(Expr))


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions that one is made of."""
    match expr:
        case (
            Product(left, right)
            | Sum(left, right)
            | Difference(left, right)
            | Quotient(left, right)
            | Ratio(left, right)
        ):
            return left, right
        case Comparison(left, _, right):
            return left, right
        case Rounded(value) | Not(value):
            return (value,)
        case Least(values) | Listed(values) | AllOf(values) | AnyOf(values):
            return values
        case Mapped(items):
            return tuple(part for item in items for part in item)
        case Item(of, _):
            return (of,)
        case Function(_, value):
            return (value,)
        case Each(value, _, over):
            return value, over
        case Attribute(of, _):
            return (of,)
        case Pattern(_, parts):
            return tuple(part for _, part in parts)
        case Call(function, positional, keywords):
            values = (*positional, *(argument.value for argument in keywords))
            return (function, *values) if isinstance(function, Call) else values
        case _:
            return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """An expression and everything in it."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def settings_of(expr: Expr) -> frozenset[str]:
    """The settings that a value depends on."""
    return frozenset(node.name for node in walk(expr) if isinstance(node, Setting))
