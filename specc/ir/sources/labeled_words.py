"""Sequences of words with tags."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.token_rows import TokenRowSource


@dataclass(frozen=True)
class LabeledWords(TokenRowSource):
    """A JSONL file; `words` and `tags` are the keys of lists in each line."""

    writer: ClassVar[str] = "labeled_words"
    path: Expr
    words: str
    tags: str
