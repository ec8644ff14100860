"""What the loss function of an update computes from a batch."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Expr, Name


@dataclass(frozen=True, kw_only=True)
class Forward:
    """A call on the input column, `callee(*leading, x, **arguments)`, and what its result is called.

    Attributes:
        predicted: what the module-level function `predict` returns, if the same call makes predictions.
    """

    result: str
    callee: Name
    leading: tuple[Expr, ...] = ()
    arguments: tuple[Argument, ...] = ()
    predicted: str | None = None
