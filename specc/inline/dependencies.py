"""Finds everything that a definition needs in the user's files, or the problems that prevent copying it.

Statements are followed, not names of one file: a definition needs the statements that bind what it reads,
those that change it, and so on. Python would run them in the order in which the files import each other, and
that is the order in which they are kept, so that a circle of imports that works stays one that works.
"""

from __future__ import annotations

import dataclasses
import difflib
import posixpath
from collections.abc import Iterator

import libcst as cst

from specc.fast_dataclasses import dataclass
from specc.inline import modules
from specc.inline.problems import Kind, Problem, UnsupportedCodeError
from specc.inline.source import Binding, NameReference, Source, Statement, parse, soft_imports
from specc.language.code import Files

_DYNAMIC = {
    "globals": "it reaches names that cannot be seen here",
    "exec": "what it runs cannot be seen here",
    "eval": "what it reads cannot be seen here",
    "__import__": "what it imports cannot be seen here",
    "__file__": "the trainer is another file, in another folder",
    "__path__": "the trainer is no package",
    "__package__": "the trainer is in no package",
    "__spec__": "the trainer is another module",
}
_DYNAMIC_LIBRARY = {
    "importlib.import_module": "what it imports cannot be seen here",
    "sys.modules": "the trainer is another module",
    "inspect.currentframe": "it reaches names that cannot be seen here",
}


@dataclass(frozen=True)
class Definition:
    """A name that a file of the user's defines."""

    path: str
    name: str


@dataclass(frozen=True)
class Library:
    """A name that comes from a library: an import of the top level."""

    binding: Binding

    @property
    def target(self) -> str:
        """What is imported, in full."""
        return self.binding.target


@dataclass(frozen=True)
class OwnModule:
    """A file of the user's as an object; a folder ends in `/`."""

    path: str


Target = Definition | Library | OwnModule


@dataclass(frozen=True)
class ResolvedName:
    """A part of a statement that stands for something else in the file or outside it.

    Attributes:
        node: the name; all of `layers.Dense` if `layers` is a user's file.
        name: what a string annotation calls it; of other nodes, what they are called.
        rest: the attributes that follow it, in full: `nnx` of `nnx.Linear` has `Linear`.
    """

    node: cst.CSTNode
    name: str
    target: Definition | Library
    rest: str

    @property
    def full(self) -> str:
        """What it is, in full, of a library's names."""
        target = self.target.target if isinstance(self.target, Library) else self.target.name
        return f"{target}.{self.rest}" if self.rest else target


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
    def __init__(self, files: Files):
        self.files = files
        self.problems: dict[Problem, None] = {}
        self.kept: dict[tuple[str, int], RequiredStatement | None] = {}
        self.lazy: dict[str, list[str]] = {}

    def run(self, wanted: tuple[tuple[str, str], ...]) -> Dependencies:
        found = []
        for path, name in wanted:
            try:
                target = self._export(path, name)
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

    # What a name stands for

    def source(self, path: str) -> Source:
        """A file, parsed.

        Raises:
            CannotFollowError: it was not read, or is no Python.
        """
        if path not in self.files.texts:
            reason = self.files.unread.get(path, "there is no such file")
            label = f"cannot read {self.files.shown(path)}: {reason}"
            raise UnsupportedCodeError(Problem(Kind.UNREAD, None, label))
        return parse(path, self.files.shown(path), self.files.texts[path])

    def _exists(self, path: str) -> bool:
        return path in self.files.texts or path in self.files.unread

    def _export(
        self, path: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> Target:
        """What a name of a file stands for, through all files that only pass it on."""
        source = self.source(path)
        if (binding := self._binding(source, name)) is not None:
            if (path, name) in seen:
                label = f"{name} is only ever imported from one file into the other"
                problem = Problem(Kind.NO_IMPORT, source.place(binding.node), label)
                raise UnsupportedCodeError(problem)
            return self._imported(source, binding, seen | {(path, name)})
        if name in source.defined:
            return Definition(path, name)
        inner = modules.submodule(path, name, self._exists)
        if inner is not None:
            return OwnModule(inner)
        close = difflib.get_close_matches(name, source.names, 1)
        raise UnsupportedCodeError(
            Problem(
                Kind.NO_NAME,
                None,
                f"{self.files.shown(path)} defines no {name}",
                (f"it defines {_listed(source.names)}",) if source.names else (),
                suggestion=close[0] if close else "",
            )
        )

    def _binding(self, source: Source, name: str) -> Binding | None:
        """The import that binds a name in a file, unless the file itself defines it."""
        if name in source.defined:
            [*_, last] = source.defined[name]
            statement = next(s for s in source.statements if s.index == last)
            if soft_imports(statement.node):
                for binding in statement.conditional:
                    if binding.bound == name and self._own(source, binding):
                        return binding
            return None
        return source.imports.get(name)

    def _own(self, source: Source, binding: Binding) -> bool:
        """Whether an import is of the user's own code; an own file that is not there is as well."""
        written = modules.ImportStatement(binding.module, binding.name, binding.level)
        roots, exists = self.files.roots, self._exists
        if binding.level or any(modules.files_of(written, source.path, roots, exists)):
            return True
        top = binding.module.partition(".")[0]
        return any(
            path.startswith(f"{posixpath.join(root, top)}/")
            for root in roots
            for path in (*self.files.texts, *self.files.unread)
        )

    def _imported(
        self, source: Source, binding: Binding, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> Target:
        """What an import stands for."""
        if not self._own(source, binding):
            return Library(binding)
        roots, exists = self.files.roots, self._exists
        if not binding.name:
            module = binding.module if binding.alias else binding.module.partition(".")[0]
            written = modules.ImportStatement(module, "", 0)
            found = modules.find(written, source.path, roots, exists)
            module_import = modules.ImportStatement(binding.module, "", 0)
            if modules.find(module_import, source.path, roots, exists) is None:
                raise self._nowhere(source, binding)
            if found is None:  # a folder without __init__.py
                root = next(r for r in roots if self._folder(posixpath.join(r, module)))
                found = f"{posixpath.join(root, module)}/"
            return OwnModule(found)
        written = modules.ImportStatement(binding.module, "", binding.level)
        found = modules.find(written, source.path, roots, exists)
        if found is None:
            written = modules.ImportStatement(f"{binding.module}.{binding.name}", "", 0)
            inner = modules.find(written, source.path, roots, exists)
            if inner is None:
                raise self._nowhere(source, binding)
            return OwnModule(inner)
        if found.endswith("/"):
            inner = modules.submodule(found, binding.name, exists)
            if inner is None:
                raise self._nowhere(source, binding)
            return OwnModule(inner)
        try:
            return self._export(found, binding.name, seen)
        except UnsupportedCodeError as error:
            if error.problem.kind not in (Kind.NO_NAME, Kind.UNREAD):
                raise
            if error.problem.place is not None:
                raise
            given = error.problem
            notes = given.notes
            if given.suggestion:
                notes = (f"did you mean {given.suggestion}?", *notes)
            place = source.place(binding.node)
            problem = Problem(Kind.NO_IMPORT, place, given.label, notes)
            raise UnsupportedCodeError(problem) from None

    def _folder(self, path: str) -> bool:
        return any(found.startswith(f"{path}/") for found in self.files.texts)

    def _nowhere(self, source: Source, binding: Binding) -> UnsupportedCodeError:
        shown = "." * binding.level + binding.module
        missing = shown if binding.module else f"{shown}{binding.name}"
        label = f"there is no file of the module {missing}"
        return UnsupportedCodeError(Problem(Kind.NO_IMPORT, source.place(binding.node), label))

    # What a statement needs

    def _need(self, definition: Definition) -> None:
        source = self.source(definition.path)
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
                use = self._use(source, ref)
            except UnsupportedCodeError as error:
                self.problems[error.problem] = None
                continue
            if use is not None:
                uses.append(use)
        for binding in statement.imports:
            if self._own(source, binding):
                dropped.add(binding.node)
        for binding in statement.conditional:
            if self._own(source, binding) and not self._replaced(source, binding):
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
        return self._binding(source, binding.bound) is not None

    def _use(self, source: Source, ref: NameReference) -> ResolvedName | None:
        """What a name stands for, if it is of the top level or of another file."""
        if ref.local is not None:
            if not self._own(source, ref.local):
                rest = self._rest(source, ref.node)
                full = f"{ref.local.target}.{rest}" if rest else ref.local.target
                self._check_library(source, ref.node, full)
                return None
            target = self._imported(source, ref.local)
            lazy = self.lazy.setdefault(source.path, [])
            if not isinstance(target, Library):
                lazy.append(target.path)
        elif (binding := self._binding(source, ref.name)) is not None:
            target = self._imported(source, binding)
        elif ref.name in source.defined:
            target = Definition(source.path, ref.name)
        else:
            if ref.name in _DYNAMIC:
                label = f"{ref.name}: {_DYNAMIC[ref.name]}"
                raise UnsupportedCodeError(Problem(Kind.DYNAMIC, source.place(ref.node), label))
            return None
        node, target = self._through(source, ref, target)
        rest = self._rest(source, node)
        use = ResolvedName(node, ref.name, target, rest)
        if isinstance(target, Library):
            self._check_library(source, node, use.full)
        return use

    def _rest(self, source: Source, node: cst.CSTNode) -> str:
        """The attributes that follow a name, with dots between them."""
        names = []
        parent = source.parents.get(node)
        while isinstance(parent, cst.Attribute) and parent.value is node:
            names.append(parent.attr.value)
            node, parent = parent, source.parents.get(parent)
        return ".".join(names)

    def _check_library(self, source: Source, node: cst.CSTNode, full: str) -> None:
        for name, why in _DYNAMIC_LIBRARY.items():
            if full == name or full.startswith(f"{name}."):
                problem = Problem(Kind.DYNAMIC, source.place(node), f"{name}: {why}")
                raise UnsupportedCodeError(problem)

    def _through(
        self, source: Source, ref: NameReference, target: Target
    ) -> tuple[cst.CSTNode, Definition | Library]:
        """From a file as an object to what is read of it: `layers.Dense`."""
        node = ref.node
        while isinstance(target, OwnModule):
            parent = source.parents.get(node)
            if not isinstance(parent, cst.Attribute) or parent.value is not node:
                label = f"{ref.name} is a file, and the trainer does not have that module"
                notes = ("import what is used of it by name",)
                problem = Problem(Kind.DYNAMIC, source.place(node), label, notes)
                raise UnsupportedCodeError(problem)
            above = source.parents.get(parent)
            if isinstance(above, cst.AssignTarget | cst.AugAssign):
                label = "a name of another file is assigned to"
                raise UnsupportedCodeError(Problem(Kind.DYNAMIC, source.place(parent), label))
            name, node = parent.attr.value, parent
            inner = modules.submodule(target.path, name, self._exists)
            if inner is not None and (
                target.path.endswith("/") or name not in self.source(target.path).names
            ):
                target = OwnModule(inner)
                continue
            if target.path.endswith("/"):
                label = f"there is no file of the module {name} in {self.files.shown(target.path)}"
                raise UnsupportedCodeError(Problem(Kind.NO_IMPORT, source.place(parent), label))
            try:
                target = self._export(target.path, name)
            except UnsupportedCodeError as error:
                given = error.problem
                if given.place is not None:
                    raise
                problem = Problem(Kind.NO_IMPORT, source.place(parent), given.label, given.notes)
                raise UnsupportedCodeError(problem) from None
        return node, target

    # What is left over

    def _left_out(self) -> None:
        """Warns of what the files do when they are imported and the trainer will not."""
        for path in dict.fromkeys(path for path, _ in self.kept):
            source = self.source(path)
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
                source = self.source(path)
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
                elif not event.type_only and self._own(source, event):
                    for other in self._files(source, event):
                        start(other)
            waiting.extend(self.lazy.get(path, ()))

        while waiting:
            start(waiting.pop(0))
        for path in dict.fromkeys(path for path, _ in self.kept):
            start(path)
        return iter(done)

    def _files(self, source: Source, binding: Binding) -> list[str]:
        """The files that an import starts, of those that anything is kept of, or that pass it on."""
        written = modules.ImportStatement(binding.module, binding.name, binding.level)
        found = modules.files_of(written, source.path, self.files.roots, self._exists)
        return [path for path in found if path in self.files.texts]


def _listed(names: list[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return f"{shown}, …" if len(names) > most else shown
