"""Texts."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.tokens import TokenSource


@dataclass(frozen=True)
class Text(TokenSource):
    """A text file; `sha256` is its checksum."""

    functions: ClassVar[tuple[str, ...]] = ("read_text",)
    path: Expr
    sha256: Expr
