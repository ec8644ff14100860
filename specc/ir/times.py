"""Distributions of the times at which a model is trained."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Pattern
from specc.ir.node import Renderable


@dataclass(frozen=True, kw_only=True)
class Times:
    """How times are drawn.

    Attributes:
        draw: a time in [0, 1] for each example, of a key `time_key` and a shape `shape`.
        functions: what that calls.
        notes: what a reader of the expression has to know.
    """

    draw: Pattern
    functions: tuple[Renderable, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ModeTimes:
    """The function that draws times of mode sampling."""

    folder: ClassVar[str] = "loss/generation/times/"
    template: ClassVar[str] = "mode"
    scale: Expr
    origin: str
