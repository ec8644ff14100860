"""Chooses names for the user's definitions and imports in the trainer, and writes the code with them.

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

from specc.ir.user_code import (
    EarlyAnnotation,
    Fragment,
    ImportAlias,
    Section,
    UserCode,
    UserImport,
    UserName,
    UserSymbol,
)

_FLAG = UserName("typing.TYPE_CHECKING")


class InlinedCode(NamedTuple):
    """User code as it stands in a trainer.

    Attributes:
        parts: the text of each section, in execution order.
        names: what everything is called.
        defined: every name that the texts bind.
        imports: further imports of libraries.
        files: the source files, in the order of the text.
    """

    parts: Mapping[Section, str]
    names: Mapping[UserName, str]
    defined: tuple[str, ...]
    imports: tuple[UserImport, ...]
    files: tuple[str, ...]

    @property
    def text(self) -> str:
        """All parts as one."""
        return "\n\n".join(self.parts.values())


def with_names(code: UserCode, used: Mapping[str, str]) -> InlinedCode:
    """The code under names that nothing else in the trainer has.

    Args:
        code: what is copied.
        used: the names in the trainer, each with the full name of its import, or "".
    """
    choice = _Choice(code, used)
    names = choice.run()
    guarded = [item for item in choice.imports if item.type_only]
    imports = [item for item in choice.imports if not item.type_only]
    late = {item.target for item in guarded}
    parts = {item.section: _written(item.text, names, late) for item in code.sections}
    if guarded:
        lines = "\n".join(sorted(f"    {_statement(item)}" for item in guarded))
        first = next(iter(parts))
        parts[first] = f"if {names.get(_FLAG, 'TYPE_CHECKING')}:\n{lines}\n\n{parts[first]}"
        imports.append(UserImport("typing", "TYPE_CHECKING", ""))
    defined = [names[symbol.target] for symbol in code.symbols if not symbol.imports]
    return InlinedCode(parts, names, tuple(defined), tuple(dict.fromkeys(imports)), code.files)


def quoted(code: str) -> str:
    """A type as a string."""
    source = repr(" ".join(code.split()))
    return source if '"' in source else f'"{source[1:-1]}"'


def _written(text: tuple[Fragment, ...], names: Mapping[UserName, str], late: set[str]) -> str:
    """The text; `late` are the imports for type checkers only."""

    def write(fragment: Fragment) -> str:
        match fragment:
            case UserName():
                return names[fragment]
            case ImportAlias(target):
                return "" if names[target] == target.name else f" as {names[target]}"
            case EarlyAnnotation(inner, libraries):
                code = "".join(map(write, inner))
                return quoted(code) if late & {item.name for item in libraries} else code
        return fragment

    return "".join(map(write, text))


class _Choice:
    def __init__(self, code: UserCode, used: Mapping[str, str]):
        self.code = code
        self.meanings = dict(used)
        self.words = frozenset(code.words)
        self.imports: list[UserImport] = []

    def run(self) -> dict[UserName, str]:
        """A name for everything."""
        names = {}
        for symbol in self.code.symbols:
            name = self._library(symbol) if symbol.imports else self._definition(symbol)
            names[symbol.target] = name
        self.imports = list(dict.fromkeys(self.imports))
        return names

    def _definition(self, symbol: UserSymbol) -> str:
        own = symbol.target.name
        name = next(
            name
            for name in candidates(own, symbol.path)
            if self._free(name, new=name != own) and not _hidden(name, symbol)
        )
        self.meanings[name] = ""
        return name

    def _library(self, symbol: UserSymbol) -> str:
        """A name, and the imports that give it."""
        target = symbol.target.name
        name = self._name_of_library(symbol)
        written = list(symbol.imports)
        if any(not item.type_only for item in written):
            written = [item for item in written if not item.type_only]
        ours = name in self.meanings
        self.meanings[name] = target
        for item in written:
            dotted = not item.name and not item.alias and "." in item.module
            if not ours or dotted:
                self.imports.append(_renamed(item, name))
        return name

    def _name_of_library(self, symbol: UserSymbol) -> str:
        target = symbol.target.name
        ours = [name for name, meaning in self.meanings.items() if meaning == target]
        own = list(dict.fromkeys(reader.called for reader in symbol.readers))
        for name in itertools.chain(ours, own, candidates(own[0], symbol.path)):
            if _hidden(name, symbol):
                continue
            if self.meanings.get(name) == target or self._free(name, new=name not in own):
                return name
        raise AssertionError(target)

    def _free(self, name: str, *, new: bool) -> bool:
        if name in self.meanings or keyword.iskeyword(name) or hasattr(builtins, name):
            return False
        return not new or name not in self.words


def _hidden(name: str, symbol: UserSymbol) -> bool:
    """Whether a function that uses a symbol under another name has this one for something else."""
    return any(name in reader.bound for reader in symbol.readers if reader.called != name)


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


def _renamed(item: UserImport, name: str) -> UserImport:
    """An import that binds another name."""
    if item.bound == name and not item.alias:
        return item
    if item.alias or item.name:
        own = item.name or item.module
        return item._replace(alias="" if own == name else name)
    return UserImport(item.module.partition(".")[0], "", name, item.type_only)


def _statement(item: UserImport) -> str:
    alias = f" as {item.alias}" if item.alias else ""
    if item.name:
        return f"from {item.module} import {item.name}{alias}"
    return f"import {item.module}{alias}"
