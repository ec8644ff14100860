"""Expressions written as Python, in which some names stand for other expressions.

    mean = pattern("x.mean()", x=Local("loss"))
    scaled = pattern("scale * x", x=mean)          # scale * loss.mean()

Where features meet in one expression, a pass wraps what is there. Parentheses follow when it is rendered.
"""

from __future__ import annotations

import ast

from specc.ir.expr import Expr, Pattern


def pattern(source: str, **parts: Expr) -> Pattern:
    """An expression of Python with some of its names replaced by other expressions.

    Raises:
        SyntaxError: the source is no expression.
    """
    names = {
        node.id for node in ast.walk(ast.parse(source, mode="eval")) if isinstance(node, ast.Name)
    }
    assert parts.keys() <= names, f"{source} has no {parts.keys() - names}"
    return Pattern(source, tuple(parts.items()))
