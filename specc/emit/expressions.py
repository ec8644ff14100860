"""Expressions as source."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from specc.emit.literals import comment, literal
from specc.emit.namespace import Namespace
from specc.ir.expr import (
    Argument,
    Call,
    Difference,
    Expr,
    Function,
    Item,
    Least,
    Listed,
    Literal,
    Local,
    Mapped,
    Product,
    Quotient,
    Ratio,
    Rounded,
    Setting,
    Sum,
    Symbol,
)


def renderer(names: Namespace, receiver: str) -> Callable[[Expr], str]:
    """A function from expressions to source, where settings are attributes of `receiver`."""

    def render(expr: Expr) -> str:
        match expr:
            case Literal(value):
                return literal(value)
            case Setting(name):
                return f"{receiver}.{name}"
            case Local(name):
                return name
            case Product(left, right):
                return f"{factor(left)} * {factor(right)}"
            case Sum(left, right):
                return f"{render(left)} + {render(right)}"
            case Difference(left, right):
                return f"{render(left)} - {term(right)}"
            case Quotient(left, right):
                return f"{factor(left)} // {factor(right)}"
            case Ratio(left, right):
                return f"{factor(left)} / {factor(right)}"
            case Rounded(value):
                return f"round({render(value)})"
            case Least(values):
                return f"min({', '.join(map(render, values))})"
            case Listed(items):
                return f"[{', '.join(map(render, items))}]"
            case Mapped(items):
                return f"{{{', '.join(f'{render(key)}: {render(value)}' for key, value in items)}}}"
            case Item(of, key):
                return f"{factor(of)}[{literal(key)}]"
            case Function(arguments, value):
                return f"lambda {', '.join(arguments)}: {render(value)}"
            case Call(function, positional, keywords, _, spread):
                shown = [render(value) for value in positional]
                shown += [argument(item) for item in keywords]
                inside = ", ".join(shown)
                # A comment runs to the end of its line, so then each argument gets a line of its own too.
                if spread or any(item.comment for item in keywords):
                    notes = [""] * len(positional) + [item.comment for item in keywords]
                    lines = [
                        f"{text},  # {comment(note)}" if note else f"{text},"
                        for text, note in zip(shown, notes, strict=True)
                    ]
                    inside = "\n" + textwrap.indent("\n".join(lines), "    ") + "\n"
                if isinstance(function, Symbol):
                    return f"{names.symbol(function)}({inside})"
                return f"{render(function)}({inside})"

    def factor(expr: Expr) -> str:
        compound = isinstance(expr, Product | Sum | Difference | Quotient | Ratio | Function)
        return f"({render(expr)})" if compound else render(expr)

    def term(expr: Expr) -> str:
        return factor(expr) if isinstance(expr, Sum | Difference | Function) else render(expr)

    def argument(item: Argument) -> str:
        return f"{item.name}={render(item.value)}"

    return render
