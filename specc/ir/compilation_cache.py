"""Compiled programs that are kept for the next start."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Event
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class CompilationCache(Event):
    """They are kept in a `directory`."""

    template: ClassVar[str] = "compilation_cache"
    directory: Expr
