"""Resolves imports to user files as Python would, without reading the disk."""

from __future__ import annotations

import ast
import posixpath
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

_OLDEST = (3, 11)
"""The oldest Python that trainers run on."""

Exists = Callable[[str], bool]
"""Whether a path, relative to the spec, is a file of the user's."""


class ImportStatement(NamedTuple):
    """An import as it is written: `from ..a import b` is ("a", "b", 2), `import a.b` ("a.b", "", 0)."""

    module: str
    name: str
    level: int


def syntax_tree(text: str) -> ast.Module:
    """A file as Python reads it, without its warnings about what is in it.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it is no Python, or too much of it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text, feature_version=_OLDEST)


def names_in(expression: str) -> list[str]:
    """The variables of an expression.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it is none, or too much of one.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(expression, mode="eval")
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def imported(text: str) -> Iterator[ImportStatement]:
    """Every import of a file, in functions too; none of a file that is no Python."""
    try:
        tree = syntax_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield ImportStatement(alias.name, "", 0)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield ImportStatement(node.module or "", alias.name, node.level)


def roots_of(path: str, exists: Exists) -> tuple[str, ...]:
    """The folders in which a file's absolute imports may find own code.

    Of a file in a package, the folder that the outermost package is in; of any other, its own folder, and
    that of the spec.
    """
    folder = posixpath.dirname(path)
    if not exists(posixpath.join(folder, "__init__.py")):
        return tuple(dict.fromkeys((folder, "")))
    while exists(posixpath.join(folder, "__init__.py")):
        above = posixpath.normpath(posixpath.join(folder, ".."))
        if above == folder:
            break
        folder = "" if above == "." else above
        if folder == "":
            break
    return (folder,)


def importable(path: str, exists: Exists) -> str | None:
    """What a file is called in an import: by its package, else by its path from the spec's folder.

    Returns:
        None if it has no such name.
    """
    relative = posixpath.relpath(path, roots_of(path, exists)[-1] or ".")
    parts = relative.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) if parts and all(part.isidentifier() for part in parts) else None


def find(written: ImportStatement, path: str, roots: tuple[str, ...], exists: Exists) -> str | None:
    """The file of the module that an import in `path` names; None if it is not the user's own."""
    parts = written.module.split(".") if written.module else []
    if written.level:
        folder = posixpath.dirname(path)
        for _ in range(written.level - 1):
            folder = posixpath.normpath(posixpath.join(folder, ".."))
        return _module_file(posixpath.join(folder, *parts), exists, folder=True)
    for root in roots:
        found = _module_file(posixpath.join(root, *parts), exists, folder=False)
        if found is not None:
            return found
    return None


def submodule(path: str, name: str, exists: Exists) -> str | None:
    """The file of a module in the package whose `__init__.py`, or folder, `path` is."""
    folder = posixpath.dirname(path) if path.endswith("__init__.py") else path
    if path.endswith(".py") and not path.endswith("__init__.py"):
        return None
    return _module_file(posixpath.join(folder, name), exists, folder=False)


def _module_file(stem: str, exists: Exists, *, folder: bool) -> str | None:
    """The file of a module or package; a package without `__init__.py` is its folder, with a `/`."""
    stem = posixpath.normpath(stem) if stem else ""
    stem = "" if stem == "." else stem
    for candidate in (posixpath.join(stem, "__init__.py"), f"{stem}.py"):
        if stem and exists(candidate):
            return candidate
    return f"{stem}/" if folder else None


def files_of(
    written: ImportStatement, path: str, roots: tuple[str, ...], exists: Exists
) -> Iterator[str]:
    """The files that following an import may need: of the module, and of a submodule of that name."""
    found = find(written, path, roots, exists)
    if found is None and not written.level:
        # `from nets import blocks`, and `import nets.blocks`, of a folder without __init__.py
        as_module = ImportStatement(".".join(filter(None, (written.module, written.name))), "", 0)
        inner = find(as_module, path, roots, exists)
        if inner is not None:
            yield inner
        return
    if found is None:
        return
    if not found.endswith("/"):
        yield found
    if written.name:
        inner = submodule(found, written.name, exists)
        if inner is not None:
            yield inner


def needed(path: str, texts: Mapping[str, str], roots: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the modules that are imported with a file, its own among them, sorted.

    Args:
        path: of the file.
        texts: of all files that may be needed.
        roots: the folders in which absolute imports are looked up.
    """
    exists = texts.__contains__
    waiting = [path]
    for item in waiting:  # grows in the loop
        for written in imported(texts[item]):
            found = files_of(written, item, roots, exists)
            waiting += [other for other in found if other not in waiting]
    names = {importable(item, exists) for item in waiting}
    return tuple(sorted(name for name in names if name is not None))
