"""Expressions as source."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from specc.emit.literals import comment, literal
from specc.emit.namespace import Namespace
from specc.emit.text import Text
from specc.ir.expr import (
    Add,
    And,
    Argument,
    Attribute,
    Call,
    Comparison,
    DictExpr,
    Div,
    Expr,
    FloorDiv,
    Lambda,
    ListComp,
    ListExpr,
    Literal,
    Min,
    Mul,
    Name,
    Not,
    Or,
    Pattern,
    Round,
    Setting,
    Sub,
    Subscript,
    Symbol,
)

_COMPOUND = (
    *(Mul, Add, Sub, FloorDiv, Div, Lambda, Pattern),
    *(Comparison, And, Or, Not),
)


def renderer(
    names: Namespace,
    receiver: str,
    mark: Callable[[str, str], str] = lambda source, _: source,
    settings: Mapping[str, str] | None = None,
) -> Callable[[Expr], str]:
    """A function from expressions to source, where settings are attributes of `receiver`.

    Args:
        names: gets the imports of symbols.
        receiver: the variable that has the settings.
        mark: gives source the mark of an origin.
        settings: the origins of settings, by their names.
    """
    origins = settings or {}

    def render(expr: Expr) -> str:
        source = plain(expr)
        match expr:
            case Setting(name) if name in origins:
                return mark(source, origins[name])
            case Call(origin=origin) | Pattern(origin=origin) if origin:
                return mark(source, origin)
        return source

    def plain(expr: Expr) -> str:
        match expr:
            case Symbol():
                return names.symbol(expr)
            case Literal(value):
                return literal(value)
            case Setting(name):
                return f"{receiver}.{name}"
            case Name(name):
                return name
            case Mul(left, right):
                return f"{factor(left)} * {factor(right)}"
            case Add(left, right):
                return f"{render(left)} + {render(right)}"
            case Sub(left, right):
                return f"{render(left)} - {term(right)}"
            case FloorDiv(left, right):
                return f"{factor(left)} // {factor(right)}"
            case Div(left, right):
                return f"{factor(left)} / {factor(right)}"
            case Round(value):
                return f"round({render(value)})"
            case Min(values):
                return f"min({', '.join(map(render, values))})"
            case ListExpr(items):
                return f"[{', '.join(map(render, items))}]"
            case DictExpr(items):
                return f"{{{', '.join(f'{render(key)}: {render(value)}' for key, value in items)}}}"
            case Subscript(value, key):
                return f"{factor(value)}[{literal(key)}]"
            case Comparison(left, operator, right):
                return f"{factor(left)} {operator} {factor(right)}"
            case And(values):
                return " and ".join(factor(value, Or) for value in values)
            case Or(values):
                return " or ".join(map(render, values))
            case Not(value):
                return f"not {factor(value)}"
            case Lambda(arguments, body):
                return f"lambda {', '.join(arguments)}: {render(body)}"
            case ListComp(element, variable, iterable):
                return f"[{render(element)} for {variable} in {render(iterable)}]"
            case Attribute(of, name):
                return f"{factor(of)}.{name}"
            case Pattern(source, substitutions):
                return substitute(source, {name: render(value) for name, value in substitutions})
            case Call(function, positional, keywords, _, multiline):
                shown = [render(value) for value in positional]
                shown += [argument(item) for item in keywords]
                inside = ", ".join(shown)
                # A comment runs to the end of its line, so then each argument gets a line of its own too.
                if multiline or any(item.comment for item in keywords):
                    notes = [""] * len(positional) + [item.comment for item in keywords]
                    lines = [
                        f"{text},  # {comment(note)}" if note else f"{text},"
                        for text, note in zip(shown, notes, strict=True)
                    ]
                    inside = "\n" + textwrap.indent("\n".join(lines), "    ") + "\n"
                return f"{render(function)}({inside})"

    def factor(expr: Expr, kinds: Any = _COMPOUND) -> str:
        compound = isinstance(expr, kinds)
        return f"({render(expr)})" if compound else render(expr)

    def term(expr: Expr) -> str:
        return factor(expr) if isinstance(expr, Add | Sub | Lambda) else render(expr)

    def argument(item: Argument) -> str:
        return f"{item.name}={render(item.value)}"

    return render


def substitute(source: str, parts: Mapping[str, str]) -> str:
    """An expression with some names replaced, in parentheses where it would mean something else.

    Args:
        source: of the expression.
        parts: what stands for a name, with marks of origins in it.
    """
    plain = {name: Text.parse(part).chars for name, part in parts.items()}
    tree = ast.parse(source, mode="eval")
    names = sorted(
        (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in parts),
        key=lambda node: node.col_offset,
    )
    meant = ast.dump(_Replace({name: _parsed(part) for name, part in plain.items()}).visit(tree))
    wrapped = [True] * len(names)
    for number in range(len(names)):
        wrapped[number] = False
        if _meaning(_replaced(source, names, plain, wrapped)) != meant:
            wrapped[number] = True
    return _replaced(source, names, parts, wrapped)


def _replaced(
    source: str, names: Sequence[ast.Name], parts: Mapping[str, str], wrapped: Sequence[bool]
) -> str:
    result, position = "", 0
    for node, in_parentheses in zip(names, wrapped, strict=True):
        part = f"({parts[node.id]})" if in_parentheses else parts[node.id]
        result += source[position : node.col_offset] + part
        position = node.end_col_offset or 0
    return result + source[position:]


def _parsed(source: str) -> ast.expr:
    return ast.parse(f"({source})", mode="eval").body


def _meaning(source: str) -> str:
    try:
        return ast.dump(ast.parse(source, mode="eval"))
    except SyntaxError:
        return ""


class _Replace(ast.NodeTransformer):
    def __init__(self, parts: Mapping[str, ast.expr]):
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.parts.get(node.id, node)
