"""Sequences of words with tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Function
from specc.compose.data.sources.arrays import loaded
from specc.compose.data.sources.codec import encoding
from specc.compose.data.sources.lists import texts
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Expr, Literal
from specc.ir.node import Node, Renderable
from specc.ir.source import Source
from specc.ir.sources.labeled_words import LabeledWords

__all__ = ["constants", "loaded", "prepared", "readers"]


@dataclass(frozen=True, kw_only=True)
class ReadLabeledWords(Node):
    """The function that reads sequences of words with tags."""

    template: ClassVar[str] = "data/readers/tagged"


@dataclass(frozen=True, kw_only=True)
class PrepareSequences(Node):
    """The function that makes inputs of words, for predictions."""

    template: ClassVar[str] = "data/prepare_sequences"


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    del loads
    source, origin = data.source, data.source.origin
    assert isinstance(source, LabeledWords)
    yield from encoding(source)
    yield Function(name="encode_sequences", origin=origin)
    yield ReadLabeledWords(origin=origin)


def constants(source: Source) -> Iterator[tuple[str, Expr | None, str]]:
    """See `specc.compose.data.sources.writer`."""
    assert isinstance(source, LabeledWords)
    yield "TOKENS", Literal(source.words), ""
    yield "TAGS", Literal(source.tags), ""
    yield "CLASSES", texts(source.class_names or ()), "by label"


def prepared(source: Source) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    yield PrepareSequences(origin=source.origin)
