"""Finds everything that a definition needs in the user's files, or the problems that prevent copying it.

Statements are followed, not names of one file: a definition needs the statements that bind what it reads,
those that change it, and so on. Python would run them in the order in which the files import each other, and
that is the order in which they are kept, so that a circle of imports that works stays one that works.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import libcst as cst

from specc.inline.problems import Kind, Problem, UnsupportedCodeError
from specc.inline.resolver import Resolver
from specc.inline.source import Binding, Source, Statement
from specc.inline.targets import Definition, ResolvedName
from specc.inline.uses import Uses
from specc.language.code import Files


@dataclasses.dataclass(eq=False)
class RequiredStatement:
    """A statement that is needed, with all that it uses, and the imports inside it that go."""

    source: Source
    statement: Statement
    uses: tuple[ResolvedName, ...]
    dropped: frozenset[cst.CSTNode]


@dataclasses.dataclass(eq=False)
class Dependencies:
    """All that some definitions need.

    Attributes:
        wanted: the definitions, in the order in which they were asked for.
        kept: the statements, in the order in which Python would come to them.
        problems: what is wrong; if any is an error, the rest is incomplete.
    """

    wanted: tuple[Definition, ...]
    kept: tuple[RequiredStatement, ...]
    problems: tuple[Problem, ...]

    def needs(self, definition: Definition) -> set[RequiredStatement]:
        """The statements that one definition takes."""
        found: set[RequiredStatement] = set()
        waiting = [definition]
        while waiting:
            path, name = dataclasses.astuple(waiting.pop())
            for kept in self.kept:
                statement = kept.statement
                if kept in found or kept.source.path != path:
                    continue
                if name in statement.binds | statement.changes:
                    found.add(kept)
                    waiting += [u.target for u in kept.uses if isinstance(u.target, Definition)]
                    waiting += [Definition(path, bound) for bound in statement.binds]
        return found

    def defines(self, definition: Definition) -> RequiredStatement | None:
        """The last statement that binds a name."""
        for kept in reversed(self.kept):
            if kept.source.path == definition.path and definition.name in kept.statement.binds:
                return kept
        return None


def collect_dependencies(files: Files, wanted: tuple[tuple[str, str], ...]) -> Dependencies:
    """Finds what definitions need.

    Args:
        files: all that was read.
        wanted: a file and a name for each.
    """
    return _Search(files).run(wanted)


class _Search:
    """Follows definitions from statement to statement."""

    def __init__(self, files: Files):
        self.files = files
        self.resolver = Resolver(files)
        self.uses = Uses(self.resolver)
        self.problems: dict[Problem, None] = {}
        self.kept: dict[tuple[str, int], RequiredStatement | None] = {}

    def run(self, wanted: tuple[tuple[str, str], ...]) -> Dependencies:
        found = []
        for path, name in wanted:
            try:
                target = self.resolver.export(path, name)
            except UnsupportedCodeError as error:
                self.problems[error.problem] = None
                continue
            if isinstance(target, Definition):
                self._need(target)
                found.append(target)
            else:
                notes = ("it has to be defined in a file of your own",)
                label = f"{name} is not defined in {self.files.shown(path)}, only imported there"
                self.problems[Problem(Kind.IMPORTED, None, label, notes)] = None
        self._left_out()
        order = self._order([target.path for target in found])
        return Dependencies(tuple(found), tuple(order), tuple(self.problems))

    def _need(self, definition: Definition) -> None:
        source = self.resolver.source(definition.path)
        for statement in source.statements:
            if definition.name in statement.binds | statement.changes and not statement.plain:
                self._keep(source, statement)

    def _keep(self, source: Source, statement: Statement) -> None:
        key = (source.path, statement.index)
        if key in self.kept:
            return
        self.kept[key] = None  # it may need itself
        uses: list[ResolvedName] = []
        dropped = set()
        for ref in statement.refs:
            try:
                use = self.uses.find(source, ref)
            except UnsupportedCodeError as error:
                self.problems[error.problem] = None
                continue
            if use is not None:
                uses.append(use)
        for binding in statement.imports:
            if self.resolver.is_own(source, binding):
                dropped.add(binding.node)
        for binding in statement.conditional:
            if self.resolver.is_own(source, binding) and not self._replaced(source, binding):
                label = "an import of own code that depends on a condition"
                place = source.place(binding.node)
                self.problems[Problem(Kind.DYNAMIC, place, label)] = None
        self.kept[key] = RequiredStatement(source, statement, tuple(uses), frozenset(dropped))
        for use in uses:
            if isinstance(use.target, Definition):
                try:
                    self._need(use.target)
                except UnsupportedCodeError as error:
                    self.problems[error.problem] = None
        for name in statement.binds:  # the other statements of what is defined together
            self._need(Definition(source.path, name))

    def _replaced(self, source: Source, binding: Binding) -> bool:
        return self.resolver.binding(source, binding.bound) is not None

    def _left_out(self) -> None:
        """Warns of what the files do when they are imported and the trainer will not."""
        for path in dict.fromkeys(path for path, _ in self.kept):
            source = self.resolver.source(path)
            for statement in source.statements:
                if (path, statement.index) in self.kept or statement.plain:
                    continue
                if not statement.binds and not any(
                    name in source.defined for name in statement.changes
                ):
                    label = "it runs when the file is imported, and the trainer leaves it out"
                    problem = Problem(Kind.LEFT_OUT, source.place(statement.node), label)
                    self.problems[problem] = None

    def _order(self, paths: list[str]) -> Iterator[RequiredStatement]:
        """The kept statements as Python would come to them, importing the files in turn."""
        started: set[str] = set()
        done: list[RequiredStatement] = []
        waiting = list(paths)

        def start(path: str) -> None:
            if path in started or path.endswith("/"):
                return
            started.add(path)
            try:
                source = self.resolver.source(path)
            except UnsupportedCodeError:  # nothing is needed of it, or that has been said
                return
            events: list[tuple[int, Binding | Statement]] = list(source.import_order)
            events += [(statement.index, statement) for statement in source.statements]
            for statement in source.statements:
                events += [(statement.index, binding) for binding in statement.conditional]
            for index, event in sorted(events, key=lambda item: item[0]):
                if isinstance(event, Statement):
                    if (kept := self.kept.get((path, index))) is not None:
                        done.append(kept)
                elif not event.type_only and self.resolver.is_own(source, event):
                    for other in self.resolver.files_of(source, event):
                        start(other)
            waiting.extend(self.uses.lazy.get(path, ()))

        while waiting:
            start(waiting.pop(0))
        for path in dict.fromkeys(path for path, _ in self.kept):
            start(path)
        return iter(done)
