"""Lists of texts, as literals."""

from __future__ import annotations

from specc.ir.expr import Expr, ListExpr, Literal


def texts(items: tuple[str, ...]) -> Expr | None:
    """None if there are none."""
    return listed(items) if items else None


def listed(items: tuple[str, ...]) -> Expr:
    """A list of them."""
    return ListExpr(tuple(map(Literal, items)))
