"""Reads a file of the user's: what its statements bind, change and import."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

import libcst as cst
from libcst import metadata

from specc.document.diagnostics import SourceSpan
from specc.inline.modules import syntax_tree
from specc.inline.problems import Kind, Lines, Problem, UnsupportedCodeError
from specc.inline.read_names import ReadNames
from specc.inline.source import Binding, Source, Statement
from specc.inline.syntax import (
    alias,
    dotted,
    is_plain,
    is_type_checking,
    only_imports,
    parents,
    walk,
)


@functools.lru_cache(maxsize=64)
def parse(path: str, shown: str, text: str) -> Source:
    """Parses a file.

    Raises:
        UnsupportedCodeError: it is no Python.
    """
    lines = Lines(shown, text)
    try:
        syntax_tree(text)
        wrapper = metadata.MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        scopes = wrapper.resolve(metadata.ScopeProvider)
        positions = wrapper.resolve(metadata.PositionProvider)
    except (SyntaxError, ValueError) as error:
        raise UnsupportedCodeError(_syntax(lines, error)) from None
    except (RecursionError, MemoryError):
        place = lines.offset_place(0, 0)
        raise UnsupportedCodeError(Problem(Kind.SYNTAX, place, "it is nested too deeply")) from None
    except cst.ParserSyntaxError as error:
        place = lines.place(error.raw_line, error.raw_column, error.raw_line, error.raw_column)
        raise UnsupportedCodeError(Problem(Kind.SYNTAX, place, "it is no Python")) from None
    return _Reader(path, lines, wrapper.module, scopes, positions).read()


def _syntax(lines: Lines, error: Exception) -> Problem:
    if not isinstance(error, SyntaxError) or not error.lineno:
        return Problem(Kind.SYNTAX, lines.offset_place(0, 0), str(error))
    line, column = error.lineno, max((error.offset or 1) - 1, 0)
    end_line = error.end_lineno or line
    end = max((error.end_offset or 0) - 1, column) if end_line == line else column
    place = lines.place(line, column, line, max(end, column))
    return Problem(Kind.SYNTAX, place, error.msg or "it is no Python")


class _Reader:
    """Analyzes a syntax tree."""

    def __init__(
        self,
        path: str,
        lines: Lines,
        tree: cst.Module,
        scopes: Mapping[Any, Any],
        positions: Mapping[Any, Any],
    ):
        self.path, self.lines, self.tree = path, lines, tree
        self.scopes, self.positions = scopes, positions
        self.parents = parents(tree)
        self.read_names = ReadNames(scopes, positions, self.parents)
        self.globals: metadata.GlobalScope = (
            next(scope.globals for scope in scopes.values() if scope is not None)
            if tree.body
            else metadata.GlobalScope()
        )

    def read(self) -> Source:
        """The file."""
        owners = {node: i for i, top in enumerate(self.tree.body) for node in walk(top)}
        bound: dict[int, set[str]] = {}
        for assignment in self.globals.assignments:
            node = getattr(assignment, "node", None)
            if node in owners:
                bound.setdefault(owners[node], set()).add(assignment.name)
        imports: list[tuple[int, Binding]] = []
        statements = []
        for index, top in enumerate(self.tree.body):
            found = list(self._top_imports(top))
            imports += [(index, binding) for binding in found]
            binds = frozenset(bound.get(index, ())) - {binding.bound for binding in found}
            if not found or not only_imports(top):
                statements.append(self._statement(index, top, binds))
        runtime = {b.bound: b for _, b in imports if not b.type_only}
        table = {b.bound: b for _, b in imports if b.type_only} | runtime
        inner = {
            assignment.name
            for scope in set(self.scopes.values())
            if scope is not None and not isinstance(scope, metadata.GlobalScope)
            for assignment in scope.assignments
            if not isinstance(scope, metadata.ClassScope | metadata.BuiltinScope)
        }
        return Source(
            self.path,
            self.lines,
            self.tree,
            tuple(statements),
            {name: b for name, b in table.items() if b.module != "__future__"},
            tuple((i, b) for i, b in imports if b.module != "__future__"),
            any(b.module == "__future__" and b.name == "annotations" for _, b in imports),
            frozenset(inner),
            frozenset(node.value for node in self.parents if isinstance(node, cst.Name)),
            self.parents,
            self.positions,
        )

    def place(self, node: cst.CSTNode) -> SourceSpan:
        found = self.positions[node]
        return self.lines.place(
            found.start.line, found.start.column, found.end.line, found.end.column
        )

    def _top_imports(self, top: cst.CSTNode) -> Iterator[Binding]:
        """The imports that a statement of the top level is, or holds for type checkers."""
        if isinstance(top, cst.SimpleStatementLine):
            for small in top.body:
                yield from self._bindings(small, type_only=False)
        elif isinstance(top, cst.If) and is_type_checking(top.test) and only_imports(top):
            for node in walk(top):
                yield from self._bindings(node, type_only=True)

    def _bindings(self, node: cst.CSTNode, *, type_only: bool) -> Iterator[Binding]:
        if isinstance(node, cst.Import):
            for item in node.names:
                yield Binding(dotted(item.name), "", 0, alias(item), item, type_only)
        elif isinstance(node, cst.ImportFrom):
            module = dotted(node.module) if node.module else ""
            if isinstance(node.names, cst.ImportStar):
                shown = "." * len(node.relative) + module
                notes = (f"name what is used: from {shown} import …",)
                label = f"its names are defined in {shown}, not in this file"
                raise UnsupportedCodeError(Problem(Kind.STAR, self.place(node), label, notes))
            for item in node.names:
                name = dotted(item.name)
                yield Binding(module, name, len(node.relative), alias(item), item, type_only)

    def _statement(self, index: int, top: cst.CSTNode, binds: frozenset[str]) -> Statement:
        nodes = list(walk(top))
        imports: list[Binding] = []
        conditional: list[Binding] = []
        for node in nodes:
            if isinstance(node, cst.Import | cst.ImportFrom):
                inside = isinstance(self.scopes.get(node), metadata.FunctionScope)
                found = self._bindings(node, type_only=False)
                (imports if inside else conditional).extend(found)
        defines = isinstance(top, cst.FunctionDef | cst.ClassDef)
        changes = frozenset() if defines else frozenset(self._changed(nodes))
        return Statement(
            index,
            top,
            binds,
            changes - binds,
            is_plain(top, binds),
            tuple(self.read_names.of(nodes, imports)),
            tuple(self._evaluated(nodes)),
            tuple(imports),
            tuple(conditional),
        )

    def _evaluated(self, nodes: list[cst.CSTNode]) -> Iterator[cst.Annotation]:
        for node in nodes:
            if not isinstance(node, cst.Annotation):
                continue
            parent = self.parents[node]
            inside = self.scopes.get(parent if isinstance(parent, cst.AnnAssign) else None)
            if not isinstance(inside, metadata.FunctionScope):
                yield node

    def _changed(self, nodes: list[cst.CSTNode]) -> Iterator[str]:
        """The names of the top level whose objects are changed by assignments and by methods."""
        for node in nodes:
            changed: list[cst.CSTNode] = []
            if isinstance(node, cst.AssignTarget | cst.AnnAssign | cst.AugAssign):
                changed = [node.target]
            elif isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
                changed = [node.value.func]
            for target in changed:
                base = target
                while isinstance(base, cst.Attribute | cst.Subscript | cst.Call):
                    base = base.func if isinstance(base, cst.Call) else base.value
                if base is not target and isinstance(base, cst.Name):
                    yield base.value
