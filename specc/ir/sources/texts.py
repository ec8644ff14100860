"""Texts with labels, in the columns of a file."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.token_rows import TokenRowSource


@dataclass(frozen=True)
class Texts(TokenRowSource):
    """A file, and what its columns are.

    Attributes:
        format: the name of its format.
        read: the call that reads the file at `path`.
        text: the column of texts.
        target: the column to predict.
        weight: the column of weights, if there is one.
    """

    writer: ClassVar[str] = "texts"
    path: Expr
    format: str
    read: Expr
    text: str
    target: str
    weight: str | None
