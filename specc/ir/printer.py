"""Programs as text, for people who want to see what a pass did: `specc build --emit ir`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.ir.expr import (
    AllOf,
    AnyOf,
    Attribute,
    Call,
    Comparison,
    Difference,
    Each,
    Expr,
    Function,
    Item,
    Least,
    Listed,
    Literal,
    Local,
    Mapped,
    Not,
    Pattern,
    Product,
    Quotient,
    Ratio,
    Rounded,
    Setting,
    Sum,
    Symbol,
    is_expr,
)
from specc.ir.program import Program

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
        case Local(name):
            return name
        case Product(left, right):
            return f"({format_expr(left)} * {format_expr(right)})"
        case Sum(left, right):
            return f"({format_expr(left)} + {format_expr(right)})"
        case Difference(left, right):
            return f"({format_expr(left)} - {format_expr(right)})"
        case Quotient(left, right):
            return f"({format_expr(left)} // {format_expr(right)})"
        case Ratio(left, right):
            return f"({format_expr(left)} / {format_expr(right)})"
        case Rounded(value):
            return f"round({format_expr(value)})"
        case Least(values):
            return f"min({', '.join(map(format_expr, values))})"
        case Listed(items):
            return f"[{', '.join(map(format_expr, items))}]"
        case Mapped(items):
            shown = [f"{format_expr(key)}: {format_expr(value)}" for key, value in items]
            return f"{{{', '.join(shown)}}}"
        case Item(of, key):
            return f"{format_expr(of)}[{key!r}]"
        case Comparison(left, operator, right):
            return f"({format_expr(left)} {operator} {format_expr(right)})"
        case AllOf(values):
            return f"({' and '.join(map(format_expr, values))})"
        case AnyOf(values):
            return f"({' or '.join(map(format_expr, values))})"
        case Not(value):
            return f"(not {format_expr(value)})"
        case Function(arguments, value):
            return f"({', '.join(arguments)} -> {format_expr(value)})"
        case Each(value, variable, over):
            return f"[{format_expr(value)} for {variable} in {format_expr(over)}]"
        case Attribute(of, name):
            return f"{format_expr(of)}.{name}"
        case Pattern(source, parts):
            shown = [f"{name}: {format_expr(part)}" for name, part in parts]
            return f"({source} with {', '.join(shown)})" if shown else f"({source})"
        case Call(function, positional, keywords):
            shown = [format_expr(value) for value in positional]
            shown += [f"{item.name}={format_expr(item.value)}" for item in keywords]
            return f"{format_expr(function)}({', '.join(shown)})"


def _node(node: object, label: str, depth: int) -> Iterator[str]:
    start = _INDENT * depth + label
    if is_expr(node):
        yield f"{start}{format_expr(node)}"
    elif isinstance(node, tuple) and node and dataclasses.is_dataclass(node[0]):
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
