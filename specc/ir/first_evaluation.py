"""An evaluation before the first step."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.event import Event
from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class FirstEvaluation(Event):
    """Held-out examples are evaluated before the first step as well.

    Attributes:
        first: what is evaluated.
        results: the same, by the names of sets.
    """

    template: ClassVar[str] = "first_evaluation"
    first: Expr = pattern("evaluate(c, state, data.eval)")
    results: Expr = DictExpr(((Literal("eval"), Name("first")),))
