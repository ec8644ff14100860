"""A sequence of tokens, of which examples are windows."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.column import Column
from specc.ir.data import Data
from specc.ir.expr import Expr, Pattern
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.run import Run
from specc.ir.source import Source


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
class End:
    """The constant that says which token separates documents, or is around rows: `each` is one."""

    template: ClassVar[str] = "data/end"
    token: int
    origin: str
    each: str = "document"


@dataclass(frozen=True, kw_only=True)
class TokenizerFile:
    """A tokenizer in a file of Hugging Face's `tokenizers`.

    Attributes:
        path: the setting.
        sha256: its checksum.
    """

    path: Expr
    sha256: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class Codec:
    """How text becomes tokens, and tokens text.

    Attributes:
        name: ending of the templates of the functions `encode` and `decode`.
        vocabulary: the constants that say which tokens there are.
        size: the expression for their number.
        end: the token that separates documents; None if there are none.
        tokenizer: the file that has them, if one does.
    """

    name: str
    vocabulary: tuple[Renderable, ...]
    size: Expr
    end: Expr | None = None
    tokenizer: TokenizerFile | None = None


@dataclass(frozen=True, kw_only=True)
class Cut:
    """How what is held out is cut off before there are tokens.

    Attributes:
        noun: what is counted: "characters" of a text, or "documents".
        sizes: how many are trained on, evaluated and tested.
    """

    noun: str
    sizes: tuple[int, int, int]


@dataclass(frozen=True)
class TokenSource(Source):
    """A sequence of tokens; each type has a subclass.

    Its template is the expression that loads the tokens, (n,), or text that becomes tokens.

    Attributes:
        unit: what a token is: "character", "byte" or "token".
        constants: what is known of the files, by name.
        codec: how text becomes tokens.
        variable: the name of what is loaded.
        encoded: the tokens of what is loaded, by the name `x`.
        encoders: functions that this calls, each a template in `data/functions/`.
        cut: how held-out text is cut off before it becomes tokens; None if tokens are cut.
        mapped: whether it is mapped into memory, so that only what is used is read.
    """

    mapped: ClassVar[bool] = False
    unit: str = dataclasses.field(kw_only=True)
    constants: tuple[tuple[str, Expr], ...] = dataclasses.field(default=(), kw_only=True)
    codec: Codec = dataclasses.field(kw_only=True)
    variable: str = dataclasses.field(default="tokens", kw_only=True)
    encoded: Pattern = dataclasses.field(default=pattern("x"), kw_only=True)
    encoders: tuple[str, ...] = dataclasses.field(default=(), kw_only=True)
    cut: Cut | None = dataclasses.field(default=None, kw_only=True)

    @property
    def readers(self) -> tuple[str, ...]:
        """The functions that its template calls."""
        return self.functions


@dataclass(frozen=True)
class TokenData(Data):
    """Tokens, and how windows of them become batches.

    Attributes:
        asked: what the model is asked for: "next_token" or "masked_token".
        context: tokens of a window that the model sees.
        length: the same as a number.
        outputs: how many different tokens there are.
        text_bytes: how many bytes of text each set that is evaluated has, if known.
        masked: whether windows keep documents apart.
    """

    layout: ClassVar[str] = "windows"
    unit: ClassVar[str] = "tokens"
    per_step: ClassVar[str] = "tokens_per_step"
    casts_inputs: ClassVar[bool] = False
    casts_logits: ClassVar[bool] = True
    asked: str = dataclasses.field(kw_only=True)
    context: Expr = dataclasses.field(kw_only=True)
    length: int = dataclasses.field(kw_only=True)
    outputs: int = dataclasses.field(kw_only=True)
    text_bytes: tuple[int, ...] = dataclasses.field(default=(), kw_only=True)
    masked: bool = dataclasses.field(default=False, kw_only=True)

    @property
    def tokens(self) -> TokenSource:
        """The source."""
        assert isinstance(self.source, TokenSource)
        return self.source

    @property
    def set_type(self) -> str:
        """The class of sets that are evaluated."""
        return "TextSet" if self.eval_sets and (self.text_bytes or self.by_document) else "Batch"

    @property
    def by_document(self) -> bool:
        """Whether windows to evaluate end where documents do."""
        return self.masked and self.asked == "next_token"

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

    @property
    def batch_origin(self) -> str:
        """See `Data.batch_origin`."""
        return f"{super().batch_origin} model.context"

    def batch_words(self, run: Run) -> str:
        """See `Data.batch_words`."""
        return f" windows of {self.length:,}."
