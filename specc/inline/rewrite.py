"""Copies definitions: their text, with a symbol wherever the trainer may need another name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

import libcst as cst

from specc.inline.dependencies import Dependencies, RequiredStatement
from specc.inline.naming import InlinedCode, quoted, with_names
from specc.inline.source import Source
from specc.inline.syntax import words_of
from specc.inline.targets import Definition, Library, Target
from specc.ir.user_code import (
    EarlyAnnotation,
    Fragment,
    ImportAlias,
    Reader,
    Section,
    UserCode,
    UserImport,
    UserName,
    UserSection,
    UserSymbol,
)

_HEADER_RULE = re.compile(r"^#\s*[-=#*]{8,}\s*$")
_ORDER: tuple[Section, ...] = get_args(Section)


def inline_code(dependencies: Dependencies, used: Mapping[str, str]) -> InlinedCode:
    """The result of `collect_dependencies`, which must not have errors, as it stands in a trainer.

    Args:
        dependencies: what the definitions need.
        used: the names in the trainer, each with the full name of its import, or "".
    """
    places = [(_ORDER[0], "")] * len(dependencies.wanted)
    return with_names(copy_definitions(dependencies, places), used)


def copy_definitions(dependencies: Dependencies, places: Sequence[tuple[Section, str]]) -> UserCode:
    """Copies the result of `collect_dependencies`, which must not have errors.

    Args:
        dependencies: what the definitions need.
        places: the section of the page where each of the wanted is used, and its origin. What several need
            stands in the first of their sections.
    """
    groups = _groups(dependencies, [_ORDER.index(section) for section, _ in places])
    order = [kept for group in groups for kept in group]
    symbols = tuple(_symbols(dependencies))
    marks = _Marks(symbols, order)
    numbers = {
        Definition(kept.source.path, name): number
        for number, kept in enumerate(order)
        for name in kept.statement.binds
    }
    sections = []
    number = 0
    for section, group in zip(_ORDER, groups, strict=False):
        part: list[str] = []
        for before, kept in zip((None, *group), group, strict=False):
            text = _Rewriter(kept, marks, _later(numbers, number)).text()
            number += 1
            if before is not None and _close(before, kept):
                part[-1] += f"\n{text}"
            else:
                part.append(text)
        if part:
            origin = next((origin for place, origin in places if place == section), "")
            text = "\n\n".join(part) + "\n"
            sections.append(UserSection(section, tuple(marks.fragments(text)), origin))
    words = set().union(*(kept.source.words for kept in order))
    files = tuple(dict.fromkeys(kept.source.path for kept in order))
    return UserCode(tuple(sections), symbols, tuple(sorted(words)), files)


def symbol_of(target: Target) -> UserName:
    """What stands for a definition, or for a library's name, in the text."""
    if isinstance(target, Library):
        return UserName(target.target)
    assert isinstance(target, Definition)
    return UserName(target.name, target.path)


def _symbols(dependencies: Dependencies) -> Iterator[UserSymbol]:
    """Libraries in the order in which they are used; definitions, those that are wanted first."""
    readers: dict[UserName, dict[tuple[str, str], Source]] = {}
    imports: dict[UserName, dict[UserImport, None]] = {}
    for kept in dependencies.kept:
        for use in kept.uses:
            target = symbol_of(use.target)
            readers.setdefault(target, {})[kept.source.path, use.name] = kept.source
            if isinstance(use.target, Library):
                b = use.target.binding
                found = UserImport(b.module, b.name, b.alias, b.type_only)
                imports.setdefault(target, {})[found] = None
    for library, statements in imports.items():
        path = next(path for path, _ in readers[library])
        yield UserSymbol(library, path, _readers(readers[library]), tuple(statements))
    every = [
        Definition(kept.source.path, name)
        for kept in dependencies.kept
        for name in sorted(kept.statement.binds)
    ]
    for definition in dict.fromkeys((*dependencies.wanted, *every)):
        target = symbol_of(definition)
        yield UserSymbol(target, target.path, _readers(readers.get(target, {})))


def _readers(found: Mapping[tuple[str, str], Source]) -> tuple[Reader, ...]:
    return tuple(Reader(name, tuple(sorted(source.inner))) for (_, name), source in found.items())


class _Marks:
    """Identifiers that stand for what is decided later, and that no file has."""

    def __init__(self, symbols: Sequence[UserSymbol], order: Iterable[RequiredStatement]):
        codes = {kept.source.path: kept.source.tree.code for kept in order}.values()
        self.prefix = "later"
        while any(self.prefix in code for code in codes):
            self.prefix += "_"
        self.targets = [symbol.target for symbol in symbols]
        self.numbers = {target: number for number, target in enumerate(self.targets)}
        self.type_only = {
            symbol.target
            for symbol in symbols
            if symbol.imports and all(item.type_only for item in symbol.imports)
        }
        self.annotations: list[tuple[UserName, ...]] = []

    def name(self, target: UserName) -> str:
        """What stands for a name."""
        return f"{self.prefix}N{self.numbers[target]}E"

    def alias(self, target: UserName) -> str:
        """What stands behind `as` if only another name needs that."""
        return f"{self.prefix}A{self.numbers[target]}E"

    def annotation(
        self, node: cst.BaseExpression, libraries: Iterable[UserName]
    ) -> cst.BaseExpression:
        """What stands for a type that may be in quotes."""
        self.annotations.append(tuple(dict.fromkeys(libraries)))
        number = len(self.annotations) - 1
        end = cst.Name(f"{self.prefix}Z{number}E")
        return cst.Call(cst.Name(f"{self.prefix}Q{number}E"), [cst.Arg(node), cst.Arg(end)])

    def fragments(self, text: str) -> Iterator[Fragment]:
        """The text with symbols in place of marks."""
        pattern = rf"(?: as )?{self.prefix}A(\d+)E|{self.prefix}N(\d+)E"
        pattern += rf"|{self.prefix}Q(\d+)E\((.*?), {self.prefix}Z\3E\)"
        end = 0
        for found in re.finditer(pattern, text, re.DOTALL):
            if text[end : found.start()]:
                yield text[end : found.start()]
            end = found.end()
            alias, name, annotation, code = found.groups()
            if alias is not None:
                yield ImportAlias(self.targets[int(alias)])
            elif name is not None:
                yield self.targets[int(name)]
            else:
                inner = tuple(self.fragments(code))
                yield EarlyAnnotation(inner, self.annotations[int(annotation)])
        if text[end:]:
            yield text[end:]


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


class _Rewriter(cst.CSTTransformer):
    """One statement with marks for names in it."""

    def __init__(
        self, kept: RequiredStatement, marks: _Marks, later: frozenset[Definition]
    ) -> None:
        super().__init__()
        self.kept, self.marks = kept, marks
        self.replaced: dict[cst.CSTNode, cst.CSTNode] = {}
        self.quoted: set[cst.CSTNode] = set()
        self.early: dict[cst.CSTNode, list[UserName]] = {}
        self.bound: dict[cst.CSTNode, UserName] = {}
        strings: dict[cst.SimpleString, dict[str, str]] = {}
        unready: set[cst.CSTNode] = set()
        libraries: dict[cst.CSTNode, UserName] = {}
        for use in kept.uses:
            target = symbol_of(use.target)
            if use.target in later:
                unready.add(use.node)
            elif target in marks.type_only:
                libraries[use.node] = target
            if isinstance(use.node, cst.SimpleString):
                strings.setdefault(use.node, {})[use.name] = marks.name(target)
            else:
                self.replaced[use.node] = cst.Name(marks.name(target))
        for string, renamed in strings.items():
            self.replaced[string] = _renamed_string(string, renamed)
        if kept.source.deferred:
            for annotation in kept.statement.annotations:
                within = _within(annotation)
                if any(node in unready for node in within):
                    self.quoted.add(annotation)
                elif found := [libraries[node] for node in within if node in libraries]:
                    self.early[annotation] = found
        for binding in kept.statement.conditional:
            bound = symbol_of(Definition(kept.source.path, binding.bound))
            if bound in marks.numbers:
                self.bound[binding.node] = bound

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
        if isinstance(found, cst.Annotation):
            if original_node in self.quoted:
                code = self.kept.source.tree.code_for_node(found.annotation)
                return found.with_changes(annotation=cst.SimpleString(quoted(code)))
            if original_node in self.early:
                marked = self.marks.annotation(found.annotation, self.early[original_node])
                return found.with_changes(annotation=marked)
        if original_node in self.bound and isinstance(found, cst.ImportAlias):
            bound = self.bound[original_node]
            name = self.marks.name(bound) if found.asname else self.marks.alias(bound)
            return found.with_changes(asname=cst.AsName(cst.Name(name)))
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
    assert words_of(string)
    pattern = re.compile(r"(?<![\w.])[^\W\d]\w*")
    inner = pattern.sub(lambda m: names.get(m[0], m[0]), string.raw_value)
    return cst.SimpleString(f"{string.prefix}{string.quote}{inner}{string.quote}")
