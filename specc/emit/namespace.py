"""The one authority for names: what a trainer imports, and what it may call its own.

Names of libraries come as symbols; nothing is found by importing anything. A name has one meaning in a
trainer, and none is a keyword or a builtin's.
"""

from __future__ import annotations

import builtins
import keyword
import sys

from specc.ir.expr import Symbol

_ALIASES = {
    "jax.numpy": "jnp",
    "numpy": "np",
    "orbax.checkpoint": "ocp",
    "pandas": "pd",
    "pyarrow": "pa",
    "pyarrow.parquet": "pq",
}
"""Modules that everybody abbreviates."""

_BY_NAME = {
    *(
        "PIL",
        "collections.abc",
        "flax",
        "matplotlib.figure",
        "pathlib",
        "tokenizers",
        "tqdm",
        "typing",
    ),
    *("sklearn.datasets", "sklearn.model_selection"),
}
"""Modules whose names are imported one by one."""


class NameConflictError(Exception):
    """Two things in one trainer want the same name."""


class Namespace:
    """The names of one trainer."""

    def __init__(self) -> None:
        self._meanings: dict[str, str] = {}
        self._statements: set[str] = set()
        self._own: set[str] = set()

    @property
    def targets(self) -> dict[str, str]:
        """What each name stands for that is imported, in full; "" for what the trainer defines."""
        return {name: _target(meaning) for name, meaning in self._meanings.items()}

    def define(self, name: str) -> str:
        """Takes a name for something that the trainer defines.

        Raises:
            NameTakenError: it means something else already, here or in Python.
        """
        if keyword.iskeyword(name) or hasattr(builtins, name):
            raise NameConflictError(f"{name} is a keyword or a builtin")
        return self._take(name, "")

    def module(self, module: str) -> str:
        """Imports a module and returns what it is called here: `jnp` for `jax.numpy`."""
        parent, _, name = module.rpartition(".")
        if parent in _BY_NAME:
            return self._take(name, f"from {parent} import {name}")
        if alias := _ALIASES.get(module):
            return self._take(alias, f"import {module} as {alias}")
        self._take(module.partition(".")[0], f"import {module}")
        return module

    def import_name(self, module: str, name: str = "", alias: str = "") -> str:
        """Imports a module, or a name from it, under the alias that user code uses."""
        called = f" as {alias}" if alias else ""
        statement = f"from {module} import {name}" if name else f"import {module}"
        bound = alias or name or module.partition(".")[0]
        return self._take(bound, f"{statement}{called}")

    def own(self, module: str, name: str, alias: str = "") -> str:
        """Imports a name of a module of the user's own."""
        called = f" as {alias}" if alias else ""
        self._own.add(f"from {module} import {name}{called}")
        return self.import_name(module, name, alias)

    def symbol(self, symbol: Symbol) -> str:
        """Imports what it takes to use a library's name, and returns how it is spelled here."""
        if symbol.module in _BY_NAME:
            return self._take(symbol.name, f"from {symbol.module} import {symbol.name}")
        return f"{self.module(symbol.module)}.{symbol.name}"

    def imports(self) -> str:
        """The import statements: standard library, libraries, the user's own; modules, then names."""
        statements = self._statements - self._own
        modules = sorted((x for x in statements if x.startswith("import ")), key=_module_key)
        names = _by_module(statements - set(modules))
        blocks = []
        for standard in True, False:
            lines = [line for line in (*modules, *names) if _is_standard(line) == standard]
            if lines:
                blocks.append("\n".join(lines))
        blocks += ["\n".join(_by_module(self._own))] if self._own else []
        return "\n\n".join(blocks)

    def _take(self, name: str, meaning: str) -> str:
        if _target(self._meanings.setdefault(name, meaning)) != _target(meaning):
            raise NameConflictError(
                f"{name} is both {self._meanings[name] or 'defined'} and {meaning}"
            )
        if meaning:
            self._statements.add(meaning)
        return name


def _by_module(statements: set[str]) -> list[str]:
    """Imports of names, those of one module together."""
    by_name: dict[tuple[str, str], list[str]] = {}
    for line in statements:
        parent, name = line.removeprefix("from ").split(" import ")
        renamed = " as " in name  # each on a line of its own, as isort has it
        by_name.setdefault((parent, name if renamed else ""), []).append(name)
    return [
        f"from {parent} import {', '.join(sorted(found, key=_isort_key))}"
        for (parent, _), found in sorted(by_name.items(), key=_from_key)
    ]


def _target(statement: str) -> str:
    """What the name that an import binds stands for: `import a.b` binds a, `from a import b` a.b."""
    words = statement.split()
    if statement.startswith("from "):
        return f"{words[1]}.{words[3]}"
    if not words:
        return ""
    return words[1] if len(words) > 2 else words[1].partition(".")[0]


def _module_key(statement: str) -> tuple[str, str]:
    return statement.split()[1].lower(), statement


def _from_key(item: tuple[tuple[str, str], list[str]]) -> tuple[str, tuple[int, str]]:
    (parent, _), names = item
    return parent.lower(), min(map(_isort_key, names))


def _is_standard(statement: str) -> bool:
    return statement.split()[1].partition(".")[0] in sys.stdlib_module_names


def _isort_key(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as isort orders names."""
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return kind, name
