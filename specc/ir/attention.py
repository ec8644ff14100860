"""What attention sees of other tokens."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Causal:
    """A token sees itself and those before it."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "causal"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class DocumentStarts:
    """The function that tells the documents of a window apart."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "document_starts"
    origin: str = "data.packing"


@dataclass(frozen=True, kw_only=True)
class DocumentsApart:
    """A token sees its own document alone."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "documents_apart"
    origin: str = "data.packing"


@dataclass(frozen=True, kw_only=True)
class Lengths:
    """The number of tokens of each example, beyond which nothing is seen."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "lengths"
    origin: str = "data.source"


@dataclass(frozen=True, kw_only=True)
class Places:
    """The places of the tokens that have outputs."""

    folder: ClassVar[str] = "model/transformer/"
    template: ClassVar[str] = "places"
    origin: str = "task.loss"
