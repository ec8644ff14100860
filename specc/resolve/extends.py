"""Merges a spec from its file, the files that it extends and overrides.

Values keep their places when merged, so a finding about an inherited value points into its file. Only this
module reads specs from disk.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
from collections.abc import Sequence

from specc.document.diagnostics import Diagnostic, Severity, SourceSpan, SpecError, UnreadableError
from specc.document.document import Document, document_of, parse_tree
from specc.document.source import MAX_BYTES, Entry, Tree, file_place

MAX_FILES_DEEP = 16
"""Maximum length of a chain of `extends`."""


def load(path: pathlib.Path, *, name: str | None = None, overrides: Sequence[str] = ()) -> Document:
    """Reads a spec.

    A mapping is merged with the one that it extends, key by key, unless their `type` differs, because
    settings of adam do not apply to sgd. Everything else is replaced, also by null.

    Args:
        path: the file.
        name: what to call it in diagnostics; the path as it is unless given.
        overrides: `a.b=c`, each as it follows `--set`, applied in order after all merging.

    Returns:
        The merged document, without `extends`.

    Raises:
        UnreadableError: a file cannot be read, `extends` is circular, or an
            override is malformed.
        SpecError: a file can be read, but its keys are duplicated or its values are not those of a spec.
    """
    gathering = _Gathering()
    file = str(path) if name is None else name
    tree = gathering.gather(path, file, by=None)
    sources = dict(gathering.sources)
    if overrides:
        from specc.resolve.overrides import OVERRIDES, apply_overrides

        tree = apply_overrides(tree, overrides, sources)
        sources[OVERRIDES] = "\n".join(overrides)
    return document_of(tree, file, sources, files=gathering.files, overrides=tuple(overrides))


def merge(base: Tree, child: Tree) -> Tree:
    """The child, completed by the base; its place is that of the child."""
    if not isinstance(base.value, dict) or not isinstance(child.value, dict):
        return child
    if "type" in base.value and "type" in child.value:
        before, after = base.value["type"].tree.value, child.value["type"].tree.value
        if (type(before), before) != (type(after), after):
            return child
    merged = dict(base.value)
    for key, entry in child.value.items():
        inherited = merged.get(key)
        tree = merge(inherited.tree, entry.tree) if inherited else entry.tree
        merged[key] = Entry(entry.key, tree)
    return Tree(merged, child.place)


class _Gathering:
    """The files of one spec; each is read and merged once."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self._merged: dict[pathlib.Path, Tree] = {}
        self._opened: list[pathlib.Path] = []

    def gather(self, path: pathlib.Path, file: str, *, by: SourceSpan | None) -> Tree:
        """A file merged with all that it extends.

        Args:
            path: the file.
            file: what it is called in diagnostics.
            by: the `extends` that named it; None for the spec itself.
        """
        identity = pathlib.Path(os.path.realpath(path))
        if identity in self._opened:
            raise self._failure("R019", f"{file} extends itself", by, "this is circular")
        if len(self._opened) >= MAX_FILES_DEEP:
            label = f"the {MAX_FILES_DEEP + 1}th file in a row"
            raise self._failure("R020", "too many files that extend one another", by, label)
        if identity not in self._merged:
            self._opened.append(identity)
            self._merged[identity] = self._with_bases(path, self._read(path, file, by))
            self._opened.pop()
        return self._merged[identity]

    def _with_bases(self, path: pathlib.Path, tree: Tree) -> Tree:
        assert isinstance(tree.value, dict), "every file is a mapping"
        extends = tree.value.get("extends")
        if extends is None:
            return tree
        others = {key: entry for key, entry in tree.value.items() if key != "extends"}
        own = Tree(others, tree.place)
        merged: Tree | None = None
        for base in self._bases(extends.tree):
            name = str(base.value)
            file = os.path.normpath(pathlib.PurePath(tree.place.file).parent / name)
            gathered = self.gather(path.parent / name, file, by=base.place)
            merged = merge(merged, gathered) if merged else gathered
        return merge(merged, own) if merged else own

    def _bases(self, extends: Tree) -> list[Tree]:
        named = extends.value if isinstance(extends.value, list) else [extends]
        for base in named:
            if not isinstance(base.value, str) or not base.value or "\0" in base.value:
                label = "expected the name of a file, or a list of them"
                raise self._failure("R017", "`extends` names no file", base.place, label)
        return named

    def _read(self, path: pathlib.Path, file: str, by: SourceSpan | None) -> Tree:
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise self._unreadable(file, error, by) from None
        try:
            tree, text = parse_tree(data, file)
        except SpecError as error:
            raise type(error)(error.diagnostics, {**self.sources, **error.sources}) from None
        self.sources[file] = text
        self.files[file] = hashlib.sha256(data).hexdigest()
        return tree

    def _unreadable(
        self, file: str, error: OSError | ValueError, by: SourceSpan | None
    ) -> Exception:
        reason = "not the name of a file"
        if isinstance(error, FileNotFoundError):
            reason = "there is no such file"
        elif isinstance(error, IsADirectoryError):
            reason = "it is a folder"
        elif isinstance(error, PermissionError):
            reason = "it may not be opened"
        elif isinstance(error, OSError) and error.strerror:
            reason = error.strerror.lower()
        if by is None:
            return self._failure("R001", f"cannot read {file}: {reason}", file_place(file), "")
        return self._failure("R018", f"cannot extend {file}: {reason}", by, "")

    def _failure(
        self, code: str, message: str, place: SourceSpan | None, label: str
    ) -> UnreadableError:
        found = Diagnostic(code, Severity.ERROR, message, label=label, span=place)
        return UnreadableError((found,), dict(self.sources))
