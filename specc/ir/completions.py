"""Prompts with completions, and the loss of the completions alone."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.column import Column
from specc.ir.expr import Expr, Pattern
from specc.ir.language_modeling import NextToken
from specc.ir.loss import Counted
from specc.ir.pattern import pattern
from specc.ir.token_rows import TokenRows, TokenRowSource


@dataclass(frozen=True)
class RowColumn(Column):
    """The tokens of rows, one more than the model sees, because each but the first may be a target."""

    @property
    def batch_shape(self) -> str:
        """See `Column.batch_shape`."""
        return "(n, context + 1)"


@dataclass(frozen=True)
class Completions(TokenRowSource):
    """JSONL files of prompts and completions.

    Attributes:
        path: of the files.
        sha256: the constant that has their checksum.
        checksum: its value; None if that is a constant of a download.
        prompt: the field of prompts.
        completion: the field of completions.
        encoded: the tokens of a text, by the name `x`.
        encoders: functions that this calls, each a template in `data/functions/`.
    """

    path: Expr
    sha256: Expr
    checksum: Expr | None
    prompt: str
    completion: str
    encoded: Pattern
    encoders: tuple[str, ...]


@dataclass(frozen=True)
class CompletionRows(TokenRows):
    """Rows of prompts and completions.

    Attributes:
        outputs: how many different tokens there are.
    """

    layout: ClassVar[str] = "completions"
    casts_logits: ClassVar[bool] = True
    outputs: int = dataclasses.field(kw_only=True)

    @property
    def asked(self) -> str:
        """See `TokenRows.asked`."""
        return "completion"

    @property
    def given(self) -> tuple[str, ...]:
        """Nothing: no token sees the padding after it."""
        return ()

    @property
    def rows_source(self) -> Completions:
        """The source."""
        assert isinstance(self.source, Completions)
        return self.source


@dataclass(frozen=True, kw_only=True)
class CompletionTokens(NextToken):
    """The cross-entropy of the tokens of completions, and of their ends."""

    kind: ClassVar[str] = "completion"

    @property
    def counted(self) -> Counted:
        """See `Loss.counted`."""
        return Counted(pattern("in_completion(c, batch.start, batch.length)"), "task.loss")
