"""Files of token numbers."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.tokens import TokenSource


@dataclass(frozen=True)
class Tokens(TokenSource):
    """A file of numbers of one type."""

    mapped: ClassVar[bool] = True
    functions: ClassVar[tuple[str, ...]] = ("read_tokens",)
    path: Expr
    dtype: str
