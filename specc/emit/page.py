"""A trainer from top to bottom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from specc.emit import words
from specc.emit.environment import environment, keep_compiled
from specc.emit.expressions import renderer
from specc.emit.formatting import LINE_LENGTH, format_page
from specc.emit.literals import comment, docstring, filled, literal
from specc.emit.namespace import Namespace
from specc.emit.own import Own
from specc.ir.expr import Argument, Symbol
from specc.ir.program import Program
from specc.ir.settings import Bounds, Field

SECTIONS = (
    "config",
    "model",
    "files",
    "data",
    "optimizer",
    "training",
    "evaluation",
    "checkpoints",
    "run",
)
"""The order of the page, after the docstring and the imports."""


def emit(program: Program, *, file_name: str) -> str:
    """The text of the trainer, formatted; `file_name` is what people call it by."""
    own = Own.of(program)
    if own.wanted:  # it is named apart from all the rest, so that comes first
        draft = Namespace()
        own = own.named(draft, _body(_context(program, draft, own)))
    names = Namespace()
    context = _context(program, names, own) | {"file_name": file_name}
    body = [part for section in _body(context) for part in own.parts(section)]
    head = _render("head/docstring.py.j2", context)
    keep_compiled()
    return format_page(f"{head}\n{names.imports()}\n", body)


def _body(context: dict[str, Any]) -> list[str]:
    return [_render(f"{section}/section.py.j2", context) for section in SECTIONS]


def _render(template: str, context: dict[str, Any]) -> str:
    return environment().get_template(template).render(context)


def _context(program: Program, names: Namespace, own: Own) -> dict[str, Any]:
    """The program and the few functions that a template may call."""

    def uses(*modules: str) -> str:
        for module in modules:
            names.module(module)
        return ""

    def defines(*own: str) -> str:
        for name in own:
            names.define(name)
        return ""

    def symbol(value: Symbol | str) -> str:
        if isinstance(value, str):
            value = Symbol(*value.rsplit(".", 1))
        return names.symbol(value)

    def default(field: Field) -> str:
        text = literal(field.default)
        if field.beside_trainer:
            return f"HERE / {text}"
        return f"{symbol('pathlib.Path')}({text})" if field.type == "Path" else text

    def condition(bounds: Bounds, subject: str) -> str:
        if bounds.high == math.inf:
            uses("math")
        return words.condition(bounds, subject)

    def commented(line: str, note: str) -> str:
        """A line with its comment behind it, or below it as a string where there is no room."""
        if not note:
            return line
        if len(line) + len(note) + 4 <= LINE_LENGTH:
            return f"{line}  # {comment(note)}"
        indent = line[: len(line) - len(line.lstrip())]
        return f'{line}\n{indent}"""{docstring(note)}"""'

    def arguments(items: Sequence[Argument]) -> str:
        """Keyword arguments, to stand before others."""
        return "".join(f"{item.name}={setting(item.value)}, " for item in items)

    setting = renderer(names, "c")

    def documented(text: str) -> str:
        """The docstring of a function, on lines of its own if it is long."""
        quoted = f'"""{docstring(text)}"""'
        if len(quoted) + 4 <= LINE_LENGTH:
            return quoted
        lines = filled(text, LINE_LENGTH - 7).replace("\n", "\n    ")
        return f'"""{lines}\n    """'

    return {
        "documented": documented,
        "program": program,
        "own_code": lambda code: own.use(code, names),
        "own_text": own.placeholder,
        "condition": condition,
        "commented": commented,
        "default": default,
        "uses": uses,
        "defines": defines,
        "symbol": symbol,
        "fill": filled,
        "setting": setting,
        "arguments": arguments,
        "own": renderer(names, "self"),
        "words": words,
    }
