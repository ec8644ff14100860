"""The one authority for names: what a trainer imports, and what it may call its own.

Names of libraries come as symbols; nothing is found by importing anything. A name has one meaning in a
trainer, and none is a keyword or a builtin's.
"""

from __future__ import annotations

import builtins
import keyword
import sys

from specc.ir.expr import Symbol

_ALIASES = {"jax.numpy": "jnp", "numpy": "np", "orbax.checkpoint": "ocp"}
"""Modules that everybody abbreviates."""

_BY_NAME = {"flax", "matplotlib.figure", "pathlib", "sklearn.datasets", "tqdm", "typing"}
"""Modules whose names are imported one by one."""


class NameTakenError(Exception):
    """Two things in one trainer want the same name."""


class Namespace:
    """The names of one trainer."""

    def __init__(self) -> None:
        self._meanings: dict[str, str] = {}

    def define(self, name: str) -> str:
        """Takes a name for something that the trainer defines.

        Raises:
            NameTakenError: it means something else already, here or in Python.
        """
        if keyword.iskeyword(name) or hasattr(builtins, name):
            raise NameTakenError(f"{name} is Python's")
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

    def symbol(self, symbol: Symbol) -> str:
        """Imports what it takes to use a library's name, and returns how it is spelled here."""
        if symbol.module in _BY_NAME:
            return self._take(symbol.name, f"from {symbol.module} import {symbol.name}")
        return f"{self.module(symbol.module)}.{symbol.name}"

    def imports(self) -> str:
        """The import statements: standard library, then the rest; modules, then names, in order."""
        statements = {meaning for meaning in self._meanings.values() if meaning}
        modules = sorted(line for line in statements if line.startswith("import "))
        by_name: dict[str, list[str]] = {}
        for line in statements - set(modules):
            parent, name = line.removeprefix("from ").split(" import ")
            by_name.setdefault(parent, []).append(name)
        names = [
            f"from {parent} import {', '.join(sorted(found, key=_isort_key))}"
            for parent, found in sorted(by_name.items())
        ]
        blocks = []
        for standard in True, False:
            lines = [line for line in (*modules, *names) if _is_standard(line) == standard]
            if lines:
                blocks.append("\n".join(lines))
        return "\n\n".join(blocks)

    def _take(self, name: str, meaning: str) -> str:
        if self._meanings.setdefault(name, meaning) != meaning:
            raise NameTakenError(f"{name} is both {self._meanings[name] or 'ours'} and {meaning}")
        return name


def _is_standard(statement: str) -> bool:
    return statement.split()[1].partition(".")[0] in sys.stdlib_module_names


def _isort_key(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as isort orders names."""
    kind = 0 if name.isupper() else 1 if name[:1].isupper() else 2
    return kind, name
