"""Weights of another run, which a run begins with."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr


@dataclass(frozen=True, kw_only=True)
class InitFrom:
    """Arrays of the state that are those of another run, where path and shape are the same.

    Attributes:
        run: the workdir of the other run.
        skipped: whether an array is not taken, by its `path` or `name`; None if all are.
        frozen: whether they are not trained, so that the other run must have all of them.
    """

    run: Expr
    skipped: Expr | None
    frozen: bool
    origin: str
