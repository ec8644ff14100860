"""Sequences of tokens: how they are read, and made of texts for predictions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Assign, Function
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, ListExpr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.sources.labeled_words import LabeledWords
from specc.ir.sources.texts import Texts
from specc.ir.token_rows import TokenRowSource


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


@dataclass(frozen=True, kw_only=True)
class ReadLabeledWords(Node):
    """The function that reads sequences of words with tags."""

    template: ClassVar[str] = "data/readers/tagged"


@dataclass(frozen=True, kw_only=True)
class PrepareSequences(Node):
    """The function that makes inputs of words, for predictions."""

    template: ClassVar[str] = "data/prepare_sequences"


def readers(source: TokenRowSource, target: str) -> Iterator[Renderable]:
    """What reads and encodes texts, in the order in which the functions call each other."""
    origin = source.origin
    yield from source.codec.vocabulary
    yield Function(name=f"encode_{source.codec.name}", origin=origin)
    yield Function(name="pad", origin=origin)
    match source:
        case LabeledWords():
            yield Function(name="encode_sequences", origin=origin)
            yield ReadLabeledWords(origin=origin)
        case Texts():
            yield Function(name="encode_texts", origin=origin)
            yield _read_texts(source, target)


def constants(source: TokenRowSource, classes: Expr | None) -> Iterator[Assign]:
    """What is known of the files."""
    found: list[tuple[str, Expr | None, str]] = []
    match source:
        case Texts():
            weight = None if source.weight is None else Literal(source.weight)
            found += [("TEXT", Literal(source.text), ""), ("TARGET", Literal(source.target), "")]
            found += [("CLASSES", classes, "by label"), ("WEIGHT", weight, "")]
        case LabeledWords():
            found += [("TOKENS", Literal(source.words), ""), ("TAGS", Literal(source.tags), "")]
            found.append(("CLASSES", classes, "by label"))
    for name, value, note in found:
        if value is not None:
            yield Assign(target=Name(name), value=value, note=note, origin=source.origin)


def prepared(source: TokenRowSource) -> Iterator[Renderable]:
    """What makes inputs of texts."""
    match source:
        case Texts():
            yield PrepareTexts(origin=source.origin)
        case LabeledWords():
            yield PrepareSequences(origin=source.origin)


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
