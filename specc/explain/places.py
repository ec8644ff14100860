"""Which lines of a file are meant: `12`, `12-20`, or the name of a function, class or constant."""

from __future__ import annotations

import ast

from specc.language.wording import close_to


class PlaceError(ValueError):
    """There is no such place; the message says what is wrong."""


def lines_at(text: str, place: str) -> range:
    """The numbers of lines, from 1.

    Args:
        text: of a trainer.
        place: a number, two of them, or a name; `Class.method` is a method.

    Raises:
        PlaceError: the file has no such lines.
    """
    count = len(text.splitlines())
    first, _, last = place.partition("-")
    if first.isdecimal() and (last or first).isdecimal():
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= count:
            raise PlaceError(f"it has the lines 1 to {count:,}, not {place}")
        return range(start, end + 1)
    found = definitions(text)
    if place not in found:
        near = close_to(place, found)
        hint = f"; did you mean {near}?" if near else ""
        raise PlaceError(f"it defines no {place}{hint}")
    return found[place]


def definitions(text: str) -> dict[str, range]:
    """The lines of what a trainer defines, by name, decorators with it.

    Raises:
        PlaceError: it is not Python, after an edit.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise PlaceError(f"line {error.lineno} is not Python: {error.msg}") from None
    return dict(_defined(tree.body, ""))


def _defined(body: list[ast.stmt], prefix: str) -> list[tuple[str, range]]:
    found = []
    for item in body:
        match item:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                decorators = [x.lineno for x in item.decorator_list]
                start = min([item.lineno, *decorators])
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                start = item.lineno
            case _:
                continue
        found.append((f"{prefix}{name}", range(start, (item.end_lineno or start) + 1)))
        if isinstance(item, ast.ClassDef):
            found += _defined(item.body, f"{prefix}{item.name}.")
    return found
