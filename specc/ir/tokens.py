"""A sequence of tokens, of which examples are windows."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.data import Column, Data, Source
from specc.ir.expr import Expr
from specc.ir.node import Renderable
from specc.ir.run import Run


@dataclass(frozen=True)
class TokenColumn(Column):
    """Tokens: a sequence, or windows of one; `window` is how long these are."""

    window: str = dataclasses.field(kw_only=True)

    @property
    def description(self) -> str:
        """Shape and dtype, of a set and of a batch."""
        return f"{self.dtype}: (n,) of a set, (n, {self.window}) of a batch"


@dataclass(frozen=True, kw_only=True)
class Characters:
    """The constant that has the characters that are tokens, in lines that are not too long."""

    template: ClassVar[str] = "data/characters"
    parts: tuple[str, ...]
    origin: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """The constant that has the words that are tokens, in lines that are not too long."""

    template: ClassVar[str] = "data/words"
    parts: tuple[str, ...]
    origin: str


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The constant that says how many tokens there are."""

    template: ClassVar[str] = "data/vocabulary"
    size: int
    origin: str


@dataclass(frozen=True, kw_only=True)
class Codec:
    """How text becomes tokens, and tokens text.

    Attributes:
        name: ending of the templates of the functions `encode` and `decode`.
        vocabulary: the constant that says which tokens there are.
        size: the expression for their number.
    """

    name: str
    vocabulary: Renderable
    size: Expr


@dataclass(frozen=True)
class TokenSource(Source):
    """A sequence of tokens; each type has a subclass.

    Its template is the expression that loads the tokens, (n,).

    Attributes:
        unit: what a token is: "character", "byte" or "token".
        constants: what is known of the files, by name.
        codec: how text becomes tokens.
        encodes: whether it is text, which becomes tokens as it is read.
        mapped: whether it is mapped into memory, so that only what is used is read.
    """

    encodes: ClassVar[bool] = False
    mapped: ClassVar[bool] = False
    unit: str = dataclasses.field(kw_only=True)
    constants: tuple[tuple[str, Expr], ...] = dataclasses.field(default=(), kw_only=True)
    codec: Codec = dataclasses.field(kw_only=True)


@dataclass(frozen=True)
class TokenData(Data):
    """Tokens, and how windows of them become batches.

    Attributes:
        asked: what the model is asked for: "next_token" or "masked_token".
        context: tokens of a window that the model sees.
        length: the same as a number.
        outputs: how many different tokens there are.
    """

    layout: ClassVar[str] = "windows"
    unit: ClassVar[str] = "tokens"
    asked: str = dataclasses.field(kw_only=True)
    context: Expr = dataclasses.field(kw_only=True)
    length: int = dataclasses.field(kw_only=True)
    outputs: int = dataclasses.field(kw_only=True)

    @property
    def tokens(self) -> TokenSource:
        """The source."""
        assert isinstance(self.source, TokenSource)
        return self.source

    @property
    def most_context(self) -> str:
        """The constant that no window may reach: the size of the smallest set."""
        sizes = {self.train_constant: self.train_rows}
        sizes |= {item.constant: item.rows for item in self.eval_sets}
        return min(sizes, key=lambda name: sizes[name])

    @property
    def plural(self) -> str:
        """See `Data.plural`."""
        return f"{self.tokens.unit}s"

    @property
    def rows_per_example(self) -> int:
        """See `Data.rows_per_example`."""
        return self.length

    def batch_words(self, run: Run) -> str:
        """See `Data.batch_words`."""
        return f" windows of {self.length:,}."
