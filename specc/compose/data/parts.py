"""What several parts of the section are made of."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node, Renderable


@dataclass(frozen=True, kw_only=True)
class Function(Node):
    """A function that has one text in all trainers with it; its template has its name."""

    name: str

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/functions/{self.name}"


@dataclass(frozen=True, kw_only=True)
class Definition(Node):
    """A function that depends on the source."""

    template: ClassVar[str] = "data/definition"
    body: Renderable


@dataclass(frozen=True, kw_only=True)
class Call(Node):
    """A line that is an expression, such as the call of a check."""

    template: ClassVar[str] = "data/call"
    value: Expr


@dataclass(frozen=True, kw_only=True)
class Assign(Node):
    """A line that gives a value a name."""

    template: ClassVar[str] = "data/assign"
    target: Expr
    value: Expr | Renderable
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry(Node):
    """An argument by its name."""

    template: ClassVar[str] = "data/entry"
    name: str
    value: Expr | Renderable


@dataclass(frozen=True, kw_only=True)
class Entries(Node):
    """Constants of the data, one after the other."""

    template: ClassVar[str] = "data/constants"
    items: tuple[Assign, ...]


@dataclass(frozen=True, kw_only=True)
class Field(Node):
    """A set, or a statistic, of `Data`."""

    template: ClassVar[str] = "data/field"
    name: str
    type: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DataClass(Node):
    """What loading returns."""

    template: ClassVar[str] = "data/data"
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Load(Node):
    """The function that loads all sets."""

    template: ClassVar[str] = "data/load"
    summary: str
    statements: tuple[Renderable, ...]
    kept: tuple[Entry, ...]
