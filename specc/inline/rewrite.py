"""Writes the inlined code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import libcst as cst

from specc.inline.dependencies import Definition, Dependencies, Library, RequiredStatement
from specc.inline.naming import Import, Names, assign_names
from specc.inline.source import words_of

_HEADER_RULE = re.compile(r"^#\s*[-=#*]{8,}\s*$")


class InlinedCode(NamedTuple):
    """Inlined definitions for a trainer.

    Attributes:
        parts: the definitions in execution order: a text per section of the page, possibly empty.
        names: the new names of the requested definitions.
        defined: every name that the text binds.
        imports: further imports of libraries.
        files: the source files, in the order of the text.
    """

    parts: tuple[str, ...]
    names: tuple[str, ...]
    defined: tuple[str, ...]
    imports: tuple[Import, ...]
    files: tuple[str, ...]

    @property
    def text(self) -> str:
        """All parts as one."""
        return "\n\n".join(filter(None, self.parts))


def inline_code(
    dependencies: Dependencies, used: Mapping[str, str], places: Sequence[int] = ()
) -> InlinedCode:
    """Writes the result of `collect_dependencies`, which must not have errors.

    Args:
        dependencies: what the definitions need.
        used: the names in the trainer, each with the full name of its import, or "".
        places: the part of the page, counted from 0, where each of the wanted is used. What several need
            stands in the first of their parts.
    """
    names = assign_names(dependencies, used)
    groups = _groups(dependencies, places)
    order = [kept for group in groups for kept in group]
    numbers = {
        Definition(kept.source.path, name): number
        for number, kept in enumerate(order)
        for name in kept.statement.binds
    }
    types = {item.target for item in names.imports if item.type_only}
    parts: list[list[str]] = []
    number = 0
    for group in groups:
        parts.append([])
        for before, kept in zip((None, *group), group, strict=False):
            text = _Rewriter(kept, names, _later(numbers, number), types).text()
            number += 1
            if before is not None and _close(before, kept):
                parts[-1][-1] += f"\n{text}"
            else:
                parts[-1].append(text)
    imports = tuple(item for item in names.imports if not item.type_only)
    if guarded := [item for item in names.imports if item.type_only]:
        flag = names.libraries.get("typing.TYPE_CHECKING", "TYPE_CHECKING")
        lines = sorted(f"    {_statement(item)}" for item in guarded)
        first = next(part for part in parts if part)
        first.insert(0, "\n".join([f"if {flag}:", *lines]))
        imports = (*imports, Import("typing", "TYPE_CHECKING", ""))
    return InlinedCode(
        tuple("\n\n".join(part) + "\n" if part else "" for part in parts),
        tuple(names.definitions[definition] for definition in dependencies.wanted),
        tuple(names.definitions.values()),
        tuple(dict.fromkeys(imports)),
        tuple(dict.fromkeys(kept.source.path for kept in order)),
    )


def _groups(dependencies: Dependencies, places: Sequence[int]) -> list[list[RequiredStatement]]:
    """The statements of each part of the page."""
    first: dict[RequiredStatement, int] = {}
    for definition, place in zip(dependencies.wanted, places, strict=bool(places)):
        for kept in dependencies.needs(definition):
            first[kept] = min(first.get(kept, place), place)
    groups: list[list[RequiredStatement]] = [[] for _ in range(max(places, default=0) + 1)]
    for kept in dependencies.kept:
        groups[first.get(kept, 0)].append(kept)
    return groups


def _close(before: RequiredStatement, kept: RequiredStatement) -> bool:
    """Whether two statements stand in one paragraph."""
    first, second = before.statement.node, kept.statement.node
    return (
        before.source is kept.source
        and kept.statement.index == before.statement.index + 1
        and isinstance(first, cst.SimpleStatementLine)
        and isinstance(second, cst.SimpleStatementLine)
        and all(line.comment for line in second.leading_lines)
    )


def _later(places: Mapping[Definition, int], number: int) -> frozenset[Definition]:
    """What is not there yet when Python comes to a statement."""
    return frozenset(definition for definition, place in places.items() if place >= number)


def _statement(item: Import) -> str:
    alias = f" as {item.alias}" if item.alias else ""
    if item.name:
        return f"from {item.module} import {item.name}{alias}"
    return f"import {item.module}{alias}"


class _Rewriter(cst.CSTTransformer):
    """One statement with the trainer's names in it."""

    def __init__(
        self, kept: RequiredStatement, names: Names, later: frozenset[Definition], types: set[str]
    ) -> None:
        super().__init__()
        self.kept = kept
        self.replaced: dict[cst.CSTNode, cst.CSTNode] = {}
        self.quoted: set[cst.CSTNode] = set()
        self.bound: dict[cst.CSTNode, str] = {}
        strings: dict[cst.SimpleString, dict[str, str]] = {}
        unready: set[cst.CSTNode] = set()
        for use in kept.uses:
            target = use.target
            if isinstance(target, Library):
                name = names.libraries[target.target]
                missing = target.target in types
            else:
                name = names.definitions[target]
                missing = target in later
            if missing:
                unready.add(use.node)
            if isinstance(use.node, cst.SimpleString):
                strings.setdefault(use.node, {})[use.name] = name
            elif not (isinstance(use.node, cst.Name) and use.node.value == name):
                self.replaced[use.node] = cst.Name(name)
        for string, renamed in strings.items():
            if any(old != new for old, new in renamed.items()):
                self.replaced[string] = _renamed_string(string, renamed)
        if kept.source.deferred:
            for annotation in kept.statement.annotations:
                if any(node in unready for node in _within(annotation)):
                    self.quoted.add(annotation)
        for binding in kept.statement.conditional:
            definition = Definition(kept.source.path, binding.bound)
            name = names.definitions.get(definition, binding.bound)
            if name != binding.bound:
                self.bound[binding.node] = name

    def text(self) -> str:
        """The statement, with the comments above it."""
        node = self.kept.statement.node
        tree = self.kept.source.tree
        found = node.visit(self)
        assert isinstance(found, cst.BaseStatement)
        above = tree.header if node is tree.body[0] else ()
        lines = list(getattr(node, "leading_lines", ()))
        comments: list[str] = []
        for line in (*above, *lines):
            if line.comment is None:
                comments.clear()  # only what stands right above belongs to it
            elif not line.comment.value.startswith("#!"):
                comments.append(line.comment.value)
        if any(_HEADER_RULE.match(comment) for comment in comments):
            comments.clear()  # a heading of their file
        code = tree.code_for_node(found.with_changes(leading_lines=()))
        return "\n".join([*comments, code.strip("\r\n")])

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        """Replaces names and removes imports of user code."""
        if original_node in self.replaced:
            new = self.replaced[original_node]
            return new.with_changes(lpar=original_node.lpar, rpar=original_node.rpar)
        found: Any = super().on_leave(original_node, updated_node)
        if original_node in self.quoted and isinstance(found, cst.Annotation):
            code = self.kept.source.tree.code_for_node(found.annotation)
            return found.with_changes(annotation=cst.SimpleString(_quoted(code)))
        if original_node in self.bound and isinstance(found, cst.ImportAlias):
            name = cst.Name(self.bound[original_node])
            return found.with_changes(asname=cst.AsName(name))
        if isinstance(original_node, cst.Import | cst.ImportFrom):
            return self._import(original_node, found)
        return found

    def _import(self, original: Any, updated: Any) -> Any:
        if not any(alias in self.kept.dropped for alias in original.names):
            return updated
        left = [
            new
            for old, new in zip(original.names, updated.names, strict=True)
            if old not in self.kept.dropped
        ]
        if not left:
            return cst.RemoveFromParent()
        left[-1] = left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated.with_changes(names=left)


def _within(node: cst.CSTNode) -> list[cst.CSTNode]:
    return [node, *(inner for child in node.children for inner in _within(child))]


def _renamed_string(string: cst.SimpleString, names: Mapping[str, str]) -> cst.SimpleString:
    """A type in quotes with other names; attributes of the same name stay."""
    value = str(string.evaluated_value)
    assert words_of(string)
    pattern = re.compile(r"(?<![\w.])[^\W\d]\w*")
    return cst.SimpleString(_quoted(pattern.sub(lambda m: names.get(m[0], m[0]), value)))


def _quoted(code: str) -> str:
    source = repr(" ".join(code.split()))
    return source if '"' in source else f'"{source[1:-1]}"'
