"""Texts with labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Function
from specc.compose.data.sources.arrays import loaded
from specc.compose.data.sources.codec import encoding
from specc.compose.data.sources.lists import texts
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Expr, ListExpr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.source import Source
from specc.ir.sources.texts import Texts

__all__ = ["constants", "loaded", "prepared", "readers"]


@dataclass(frozen=True, kw_only=True)
class ReadTexts(Node):
    """The function that reads texts and labels.

    Attributes:
        format: the name of that of the file.
        read: the call that reads the file at `path`.
        columns: names of those that are needed.
        others: the arrays besides tokens and lengths, by name.
    """

    template: ClassVar[str] = "data/readers/texts"
    format: str
    read: Expr
    columns: Expr
    others: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, kw_only=True)
class PrepareTexts(Node):
    """The function that makes inputs of texts, for predictions."""

    template: ClassVar[str] = "data/prepare_texts"


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    del loads
    assert isinstance(data.source, Texts)
    yield from encoding(data.source)
    yield Function(name="encode_texts", origin=data.source.origin)
    yield _read_texts(data.source, data.required_target.column.name)


def constants(source: Source) -> Iterator[tuple[str, Expr | None, str]]:
    """See `specc.compose.data.sources.writer`."""
    assert isinstance(source, Texts)
    yield "TEXT", Literal(source.text), ""
    yield "TARGET", Literal(source.target), ""
    yield "CLASSES", texts(source.class_names or ()), "by label"
    yield "WEIGHT", None if source.weight is None else Literal(source.weight), ""


def prepared(source: Source) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    yield PrepareTexts(origin=source.origin)


def _read_texts(source: Texts, target: str) -> ReadTexts:
    names = ["TEXT", "TARGET", *(["WEIGHT"] if source.weight is not None else [])]
    others: list[tuple[str, Expr]] = [(target, pattern("table[TARGET].to_numpy()"))]
    if source.weight is not None:
        others.append(("weight", pattern("table[WEIGHT].to_numpy(float)")))
    return ReadTexts(
        format=source.format,
        read=source.read,
        columns=ListExpr(tuple(map(Name, names))),
        others=tuple(others),
        origin=source.origin,
    )
