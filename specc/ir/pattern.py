"""Expressions written as Python source with placeholders.

    mean = pattern("x.mean()", x=Name("loss"))
    scaled = pattern("scale * x", x=mean)          # scale * loss.mean()

Features wrap an existing expression in a new one. The renderer adds parentheses where needed.
"""

from __future__ import annotations

import ast
import dataclasses
import functools

from specc.ir.expr import Expr, Name, Pattern, walk


def pattern(source: str, *, origin: str = "", **parts: Expr) -> Pattern:
    """An expression of Python with some of its names replaced by other expressions.

    Args:
        source: of the expression.
        origin: what asks for it, if that is not the node that has it.
        parts: the expression for each placeholder.

    Raises:
        SyntaxError: the source is no expression.
    """
    names = _names(source)
    assert parts.keys() <= names, f"{source} has no {parts.keys() - names}"
    return Pattern(source, tuple(parts.items()), origin)


def substitute(open_: Pattern, **parts: Expr) -> Pattern:
    """A pattern with more of its names replaced."""
    return dataclasses.replace(open_, substitutions=(*open_.substitutions, *parts.items()))


def substitute_free(expr: Expr, **names: Expr) -> Expr:
    """Substitutes free names in a pattern and in the patterns nested in it."""
    if not isinstance(expr, Pattern):
        return expr
    known = {name for name, _ in expr.substitutions}
    parts = tuple((name, substitute_free(part, **names)) for name, part in expr.substitutions)
    new = tuple((name, names[name]) for name in names if name in _names(expr.source) - known)
    return dataclasses.replace(expr, substitutions=(*parts, *new))


def uses_name(expr: Expr, *names: str) -> bool:
    """Whether an expression, or one in it, reads one of some names."""
    for part in walk(expr):
        match part:
            case Name(name) if name in names:
                return True
            case Pattern(source, parts) if (_names(source) - {name for name, _ in parts}) & {
                *names
            }:
                return True
    return False


@functools.lru_cache(maxsize=1024)
def _names(source: str) -> frozenset[str]:
    tree = ast.parse(source, mode="eval")
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
