"""Programs as text, for people who want to see what a pass did: `specc build --emit ir`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.ir.expr import (
    Add,
    And,
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
    is_expr,
)
from specc.ir.program import Program
from specc.ir.user_code import UserName

_INDENT = "  "


def format_program(program: Program) -> str:
    """A node a line, its children indented; values beside their names, origins behind an @."""
    return "\n".join(_node(program, "", 0)) + "\n"


def format_expr(expr: Expr) -> str:
    """An expression in a line."""
    match expr:
        case Symbol():
            return str(expr)
        case Literal(value):
            return repr(value)
        case Setting(name):
            return f"${name}"
        case Name(name):
            return name
        case Mul(left, right):
            return f"({format_expr(left)} * {format_expr(right)})"
        case Add(left, right):
            return f"({format_expr(left)} + {format_expr(right)})"
        case Sub(left, right):
            return f"({format_expr(left)} - {format_expr(right)})"
        case FloorDiv(left, right):
            return f"({format_expr(left)} // {format_expr(right)})"
        case Div(left, right):
            return f"({format_expr(left)} / {format_expr(right)})"
        case Round(value):
            return f"round({format_expr(value)})"
        case Min(values):
            return f"min({', '.join(map(format_expr, values))})"
        case ListExpr(items):
            return f"[{', '.join(map(format_expr, items))}]"
        case DictExpr(items):
            shown = [f"{format_expr(key)}: {format_expr(value)}" for key, value in items]
            return f"{{{', '.join(shown)}}}"
        case Subscript(value, key):
            return f"{format_expr(value)}[{key!r}]"
        case Comparison(left, operator, right):
            return f"({format_expr(left)} {operator} {format_expr(right)})"
        case And(values):
            return f"({' and '.join(map(format_expr, values))})"
        case Or(values):
            return f"({' or '.join(map(format_expr, values))})"
        case Not(value):
            return f"(not {format_expr(value)})"
        case Lambda(arguments, body):
            return f"({', '.join(arguments)} -> {format_expr(body)})"
        case ListComp(element, variable, iterable):
            return f"[{format_expr(element)} for {variable} in {format_expr(iterable)}]"
        case Attribute(of, name):
            return f"{format_expr(of)}.{name}"
        case Pattern(source, substitutions):
            shown = [f"{name}: {format_expr(value)}" for name, value in substitutions]
            return f"({source} with {', '.join(shown)})" if shown else f"({source})"
        case Call(function, positional, keywords):
            shown = [format_expr(value) for value in positional]
            shown += [f"{item.name}={format_expr(item.value)}" for item in keywords]
            return f"{format_expr(function)}({', '.join(shown)})"


def _node(node: object, label: str, depth: int) -> Iterator[str]:
    start = _INDENT * depth + label
    if is_expr(node):
        yield f"{start}{format_expr(node)}"
    elif isinstance(node, UserName):
        yield f"{start}{node.path or 'library'}: {node.name}"
    elif isinstance(node, tuple) and any(map(dataclasses.is_dataclass, node)):
        yield start.rstrip()
        for item in node:
            yield from _node(item, "- ", depth + 1)
    elif isinstance(node, tuple) and node and isinstance(node[0], tuple):
        yield start.rstrip()
        for item in node:
            yield from _node(item, "", depth + 1)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        origin = getattr(node, "origin", "")
        yield f"{start}{type(node).__name__}{f'  @{origin}' if origin else ''}"
        for field in dataclasses.fields(node):
            if field.name != "origin":
                yield from _node(getattr(node, field.name), f"{field.name}: ", depth + 1)
    else:
        yield f"{start}{node!r}"
