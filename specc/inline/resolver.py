"""Follows names through imports of the user's files, as Python would."""

from __future__ import annotations

import difflib
import posixpath

from specc.inline import modules
from specc.inline.problems import Kind, Problem, UnsupportedCodeError
from specc.inline.reader import parse
from specc.inline.source import Binding, Source
from specc.inline.syntax import soft_imports
from specc.inline.targets import Definition, Library, OwnModule, Target
from specc.language.code import Files


class Resolver:
    """Tells what names of the top level of files stand for.

    Args:
        files: all that was read.
    """

    def __init__(self, files: Files):
        self.files = files

    def source(self, path: str) -> Source:
        """A file, parsed.

        Raises:
            UnsupportedCodeError: it was not read, or is no Python.
        """
        if path not in self.files.texts:
            reason = self.files.unread.get(path, "there is no such file")
            label = f"cannot read {self.files.shown(path)}: {reason}"
            raise UnsupportedCodeError(Problem(Kind.UNREAD, None, label))
        return parse(path, self.files.shown(path), self.files.texts[path])

    def exists(self, path: str) -> bool:
        """Whether there is such a file, read or not."""
        return path in self.files.texts or path in self.files.unread

    def export(
        self, path: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> Target:
        """What a name of a file stands for, through all files that only pass it on."""
        source = self.source(path)
        if (binding := self.binding(source, name)) is not None:
            if (path, name) in seen:
                label = f"{name} is only ever imported from one file into the other"
                problem = Problem(Kind.NO_IMPORT, source.place(binding.node), label)
                raise UnsupportedCodeError(problem)
            return self.imported(source, binding, seen | {(path, name)})
        if name in source.defined:
            return Definition(path, name)
        inner = modules.submodule(path, name, self.exists)
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

    def binding(self, source: Source, name: str) -> Binding | None:
        """The import that binds a name in a file, unless the file itself defines it."""
        if name in source.defined:
            [*_, last] = source.defined[name]
            statement = next(s for s in source.statements if s.index == last)
            if soft_imports(statement.node):
                for binding in statement.conditional:
                    if binding.bound == name and self.is_own(source, binding):
                        return binding
            return None
        return source.imports.get(name)

    def is_own(self, source: Source, binding: Binding) -> bool:
        """Whether an import is of the user's own code; an own file that is not there is as well."""
        written = modules.ImportStatement(binding.module, binding.name, binding.level)
        roots, exists = self.files.roots, self.exists
        if binding.level or any(modules.files_of(written, source.path, roots, exists)):
            return True
        top = binding.module.partition(".")[0]
        return any(
            path.startswith(f"{posixpath.join(root, top)}/")
            for root in roots
            for path in (*self.files.texts, *self.files.unread)
        )

    def imported(
        self, source: Source, binding: Binding, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> Target:
        """What an import stands for."""
        if not self.is_own(source, binding):
            return Library(binding)
        roots, exists = self.files.roots, self.exists
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
            return self.export(found, binding.name, seen)
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

    def files_of(self, source: Source, binding: Binding) -> list[str]:
        """The files that an import starts, of those that anything is kept of, or that pass it on."""
        written = modules.ImportStatement(binding.module, binding.name, binding.level)
        found = modules.files_of(written, source.path, self.files.roots, self.exists)
        return [path for path in found if path in self.files.texts]


def _listed(names: list[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return f"{shown}, …" if len(names) > most else shown
