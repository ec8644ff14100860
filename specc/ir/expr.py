"""Expressions: a small AST for the Python expressions of a trainer.

Templates never build expressions from text, and passes can compute which settings a value
depends on (`settings_of`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal as OneOf
from typing import TypeGuard, get_args

from specc.fast_dataclasses import dataclass

Scalar = bool | int | float | str | None


@dataclass(frozen=True)
class Symbol:
    """A name of a library, such as `optax.clip`."""

    module: str
    name: str

    def __str__(self) -> str:
        """The name in full."""
        return f"{self.module}.{self.name}"


@dataclass(frozen=True)
class Literal:
    """A value known when compiling."""

    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class Setting:
    """A field or a property of the trainer's Config."""

    name: str


@dataclass(frozen=True)
class Name:
    """A name that the trainer defines itself, or an attribute of one."""

    name: str


@dataclass(frozen=True)
class Mul:
    """left * right."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class Add:
    """left + right."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class Sub:
    """left - right."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class FloorDiv:
    """left // right."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class Div:
    """left / right."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class Round:
    """round(value), with halves rounded to even, as in Python."""

    value: Expr


@dataclass(frozen=True)
class Min:
    """The smallest of several."""

    values: tuple[Expr, ...]


@dataclass(frozen=True)
class ListExpr:
    """[*items]."""

    items: tuple[Expr, ...]


@dataclass(frozen=True)
class DictExpr:
    """A dictionary; keys and values in turn."""

    items: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True)
class Subscript:
    """value[key]."""

    value: Expr
    key: Scalar


@dataclass(frozen=True)
class Comparison:
    """left operator right, such as `a == b`."""

    left: Expr
    operator: OneOf["==", "!=", "in", "not in", "is not", "is"]
    right: Expr


@dataclass(frozen=True)
class And:
    """A conjunction: a and b and …."""

    values: tuple[Expr, ...]


@dataclass(frozen=True)
class Or:
    """A disjunction: a or b or …."""

    values: tuple[Expr, ...]


@dataclass(frozen=True)
class Not:
    """not value."""

    value: Expr


@dataclass(frozen=True)
class Lambda:
    """lambda arguments: body."""

    arguments: tuple[str, ...]
    body: Expr


@dataclass(frozen=True)
class ListComp:
    """[element for variable in iterable]."""

    element: Expr
    variable: str
    iterable: Expr


@dataclass(frozen=True)
class Attribute:
    """of.name."""

    of: Expr
    name: str


@dataclass(frozen=True)
class Argument:
    """A keyword argument, with an optional comment."""

    name: str
    value: Expr
    comment: str = ""


@dataclass(frozen=True)
class Call:
    """A call of a library function, of a function of the trainer, or of the result of another call.

    Attributes:
        multiline: whether each argument is put on its own line.
    """

    function: Callee
    positional: tuple[Expr, ...] = ()
    keywords: tuple[Argument, ...] = ()
    origin: str = ""
    multiline: bool = False


@dataclass(frozen=True)
class Pattern:
    """An expression of Python, some of whose names stand for other expressions; see `pattern`."""

    source: str
    substitutions: tuple[tuple[str, Expr], ...] = ()
    origin: str = ""


Callee = Symbol | Name | Call
"""A callee: a name, or the result of a call."""

Expr = (
    Symbol
    | Literal
    | Setting
    | Name
    | Mul
    | Add
    | Sub
    | FloorDiv
    | Div
    | Round
    | Min
    | ListExpr
    | DictExpr
    | Subscript
    | Comparison
    | And
    | Or
    | Not
    | Lambda
    | ListComp
    | Attribute
    | Call
    | Pattern
)


_TYPES = frozenset(get_args(Expr))


def is_expr(node: object) -> TypeGuard[Expr]:
    """Whether a node is an expression."""
    return type(node) in _TYPES


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct subexpressions of an expression."""
    match expr:
        case (
            Mul(left, right)
            | Add(left, right)
            | Sub(left, right)
            | FloorDiv(left, right)
            | Div(left, right)
        ):
            return left, right
        case Comparison(left, _, right):
            return left, right
        case Round(value) | Not(value):
            return (value,)
        case Min(values) | ListExpr(values) | And(values) | Or(values):
            return values
        case DictExpr(items):
            return tuple(part for item in items for part in item)
        case Subscript(value, _):
            return (value,)
        case Lambda(_, body):
            return (body,)
        case ListComp(element, _, iterable):
            return element, iterable
        case Attribute(of, _):
            return (of,)
        case Pattern(_, substitutions):
            return tuple(value for _, value in substitutions)
        case Call(function, positional, keywords):
            values = (*positional, *(argument.value for argument in keywords))
            return (function, *values) if isinstance(function, Call) else values
        case _:
            return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """An expression and all its subexpressions, in preorder."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def settings_of(expr: Expr) -> frozenset[str]:
    """The settings that a value depends on."""
    return frozenset(node.name for node in walk(expr) if isinstance(node, Setting))
