"""Chooses names for the user's definitions and imports in the trainer.

They keep their names where they can. A library that the trainer imports goes by the trainer's name for it;
what clashes gets the name of its file in front: `Config` of blocks.py becomes `BlocksConfig`.
"""

from __future__ import annotations

import builtins
import itertools
import keyword
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from specc.inline.dependencies import Definition, Dependencies, Library
from specc.inline.source import Source


class Import(NamedTuple):
    """An import that the trainer needs.

    Attributes:
        name: the imported name; empty for the module itself.
        alias: the name given by `as`; empty for none.
        type_only: only a type checker needs it.
    """

    module: str
    name: str
    alias: str
    type_only: bool = False

    @property
    def bound(self) -> str:
        """The name in the trainer."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def target(self) -> str:
        """What the name stands for, in full."""
        if self.name:
            return f"{self.module}.{self.name}"
        return self.module if self.alias else self.module.partition(".")[0]


class Names(NamedTuple):
    """The names in the trainer: of definitions, and of libraries by what they import in full."""

    definitions: Mapping[Definition, str]
    libraries: Mapping[str, str]
    imports: tuple[Import, ...]


def assign_names(dependencies: Dependencies, used: Mapping[str, str]) -> Names:
    """Gives everything a name.

    Args:
        dependencies: the code to inline.
        used: the names in the trainer, each with the full name of its import, or "".
    """
    return _Choice(dependencies, used).run()


class _Choice:
    def __init__(self, dependencies: Dependencies, used: Mapping[str, str]):
        self.dependencies = dependencies
        self.meanings = dict(used)
        self.sources: dict[str, Source] = {k.source.path: k.source for k in dependencies.kept}
        self.words = set().union(*(source.words for source in self.sources.values()))

    def run(self) -> Names:
        libraries, imports = self._libraries()
        definitions: dict[Definition, str] = {}
        readers = self._readers()
        every = [
            Definition(kept.source.path, name)
            for kept in self.dependencies.kept
            for name in sorted(kept.statement.binds)
        ]
        for definition in dict.fromkeys((*self.dependencies.wanted, *every)):
            others = readers.get(definition, set())
            for name in candidates(definition.name, definition.path):
                hidden = any(
                    name in self.sources[path].inner for path, here in others if here != name
                )
                if self._free(name, new=name != definition.name) and not hidden:
                    break
            definitions[definition] = name
            self.meanings[name] = ""
        return Names(definitions, libraries, tuple(imports))

    def _readers(self) -> dict[Definition, set[tuple[str, str]]]:
        """The files that read each definition, and what they call it."""
        found: dict[Definition, set[tuple[str, str]]] = {}
        for kept in self.dependencies.kept:
            for use in kept.uses:
                if isinstance(use.target, Definition):
                    found.setdefault(use.target, set()).add((kept.source.path, use.name))
        return found

    def _libraries(self) -> tuple[dict[str, str], list[Import]]:
        """A name for each library, and the imports that give it."""
        called: dict[str, dict[str, str]] = {}  # target -> file -> name there
        statements: dict[str, dict[Import, None]] = {}
        for kept in self.dependencies.kept:
            for use in kept.uses:
                if isinstance(use.target, Library):
                    b = use.target.binding
                    called.setdefault(b.target, {})[kept.source.path] = use.name
                    found = Import(b.module, b.name, b.alias, b.type_only)
                    statements.setdefault(b.target, {})[found] = None
        names, imports = {}, []
        for target, files in called.items():
            names[target] = name = self._library(target, files)
            written = list(statements[target])
            if any(not item.type_only for item in written):
                written = [item for item in written if not item.type_only]
            ours = name in self.meanings
            self.meanings[name] = target
            for item in written:
                dotted = not item.name and not item.alias and "." in item.module
                if ours and not dotted:
                    continue
                imports.append(_renamed(item, name))
        return names, list(dict.fromkeys(imports))

    def _library(self, target: str, files: Mapping[str, str]) -> str:
        ours = [name for name, meaning in self.meanings.items() if meaning == target]
        path, first = next(iter(files.items()))
        own = dict.fromkeys(files.values())
        for name in itertools.chain(ours, own, candidates(first, path)):
            hidden = any(
                name in self.sources[path].inner for path, here in files.items() if here != name
            )
            if hidden:
                continue
            if self.meanings.get(name, None) == target:
                return name
            if self._free(name, new=name not in own):
                return name
        raise AssertionError(target)

    def _free(self, name: str, *, new: bool) -> bool:
        if name in self.meanings or keyword.iskeyword(name) or hasattr(builtins, name):
            return False
        return not new or name not in self.words


def candidates(name: str, path: str) -> Iterator[str]:
    """The name itself, then with that of its file in front, then numbered."""
    yield name
    stem = posixpath.basename(path).removesuffix(".py")
    if stem == "__init__":
        stem = posixpath.basename(posixpath.dirname(path))
    stem = re.sub(r"\W+", "_", stem).strip("_") or "own"
    if not stem.isidentifier():
        stem = f"own_{stem}"
    bare = name.lstrip("_")
    under = name[: len(name) - len(bare)]
    if bare.isupper():
        prefixed = f"{stem.upper()}_{bare}"
    elif bare[:1].isupper():
        prefixed = "".join(part.capitalize() for part in stem.split("_")) + bare
    else:
        prefixed = f"{stem}_{bare}"
    yield f"{under}{prefixed}"
    for number in itertools.count(2):
        yield f"{under}{prefixed}{number}"


def _renamed(item: Import, name: str) -> Import:
    """An import that binds another name."""
    if item.bound == name and not item.alias:
        return item
    if item.alias or item.name:
        own = item.name or item.module
        return item._replace(alias="" if own == name else name)
    return Import(item.module.partition(".")[0], "", name, item.type_only)
