"""A page as syntax: its definitions, and where in the text each part of it is."""

from __future__ import annotations

import ast
import bisect
import functools
import re
import symtable
from collections.abc import Iterator

from specc.emit.text import Origins, Text

_GAP = re.compile(r"\n{3,}(?=\S)")


class PageError(Exception):
    """A page does not hold together; the message begins with the origin that is at fault."""


class Syntax:
    """The text of a page, parsed.

    Raises:
        PageError: it is not Python.
    """

    def __init__(self, text: Text, origins: Origins):
        self.text, self.origins = text, origins
        try:
            self.tree = ast.parse(text.chars)
        except SyntaxError as error:
            line = text.chars.splitlines()[(error.lineno or 1) - 1]
            raise PageError(f"{error.msg} in line {error.lineno}: {line}\n{text.chars}") from error
        self.table = symtable.symtable(text.chars, "page", "exec")
        self._lines = [0]
        for line in text.chars.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node begins and ends; a definition begins with its decorators."""
        first = min([node, *getattr(node, "decorator_list", [])], key=lambda part: part.lineno)
        start = self.at(first.lineno, first.col_offset) - (first is not node)  # its @
        return start, self.at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def at(self, line: int, column: int) -> int:
        """The offset of an `ast` position, whose columns count bytes."""
        start = self._lines[line - 1]
        before = self.text.chars[start : start + column]
        return start + (column if before.isascii() else len(before.encode()[:column].decode()))

    def origin(self, node: ast.AST) -> str:
        """Where a node comes from, going by its first character."""
        return self.origins.name(self.text.origins[self.span(node)[0]])

    @functools.cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the page."""
        return walk(self.tree)

    def gaps(self) -> Iterator[tuple[int, int]]:
        """Where two empty lines or more are between the statements of the module."""
        ends = [self.at(node.end_lineno or node.lineno, 0) for node in self.tree.body]
        starts = [self.span(node)[0] for node in self.tree.body]
        for gap in _GAP.finditer(self.text.chars):
            number = bisect.bisect_right(starts, gap.start()) - 1  # of the statement before it
            if number < 0 or gap.start() >= ends[number]:
                yield gap.span()

    def definitions(self) -> Iterator[tuple[str, ast.stmt]]:
        """The functions, classes and constants of the module."""
        for node in self.tree.body:
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    yield name, node
                case (
                    ast.Assign(targets=[ast.Name(id=name)])
                    | ast.AnnAssign(target=ast.Name(id=name))
                ):
                    yield name, node


def children(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes in the fields of a node, as by `ast.iter_child_nodes`, in half the time."""
    for value in vars(node).values():
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, ast.AST))


def walk(node: ast.AST) -> list[ast.AST]:
    """A node and all nodes in it, as by `ast.walk`."""
    found = [node]
    for one in found:  # which grows meanwhile
        found.extend(children(one))
    return found


def tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """A scope and all scopes in it."""
    yield table
    for child in table.get_children():
        yield from tables(child)


def globals_read(table: symtable.SymbolTable) -> set[str]:
    """The names that a scope, or one in it, reads from the module."""
    return {
        symbol.get_name()
        for scope in tables(table)
        for symbol in scope.get_symbols()
        if symbol.is_referenced() and symbol.is_global()
    }


def imported_names(statement: str) -> list[str]:
    """The names that an import statement binds; none for an empty line."""
    return [
        alias.asname or alias.name.partition(".")[0]
        for node in ast.parse(statement).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
