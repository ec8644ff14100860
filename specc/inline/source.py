"""One file of the user's: its top-level statements, the names that they bind, and what they read."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

import libcst as cst

from specc.document.diagnostics import SourceSpan
from specc.inline.problems import Lines


class Binding(NamedTuple):
    """A name that an import of the top level binds.

    Attributes:
        module: as written, dots of relative imports left to `level`.
        name: the imported name; empty for the module itself.
        alias: the name given by `as`, if any.
        type_only: it stands under `if TYPE_CHECKING:`.
    """

    module: str
    name: str
    level: int
    alias: str
    node: cst.CSTNode
    type_only: bool

    @property
    def bound(self) -> str:
        """The name in this file."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def target(self) -> str:
        """What that name stands for, in full."""
        if self.name:
            return f"{self.module}.{self.name}"
        return self.module if self.alias else self.module.partition(".")[0]


class NameReference(NamedTuple):
    """A name in a statement that is not local to it.

    Attributes:
        node: the name; of one in a string annotation, the string.
        name: as the file has it.
        local: the import inside a function that binds it; None if the top level binds it, or nothing does.
    """

    node: cst.CSTNode
    name: str
    local: Binding | None


@dataclasses.dataclass(eq=False)
class Statement:
    """A statement of the top level, imports aside.

    Attributes:
        binds: the names that it gives the file.
        changes: the names whose objects it changes: `TABLE["a"] = 1`, `names.append("b")`.
        plain: leaving it out loses nothing: a docstring, `__all__`, `if __name__ == "__main__":`.
        annotations: those that Python evaluates when it comes to the statement.
        imports: inside the statement, those of functions.
        conditional: inside the statement, those that bind names of the file or of a class.
    """

    index: int
    node: cst.CSTNode
    binds: frozenset[str]
    changes: frozenset[str]
    plain: bool
    refs: tuple[NameReference, ...]
    annotations: tuple[cst.Annotation, ...]
    imports: tuple[Binding, ...]
    conditional: tuple[Binding, ...]


@dataclasses.dataclass(eq=False)
class Source:
    """A file of the user's, parsed.

    Attributes:
        path: relative to the spec.
        deferred: annotations are not evaluated (`from __future__ import annotations`).
        inner: every name that is bound anywhere but at the top level.
        words: every name that stands anywhere.
    """

    path: str
    lines: Lines
    tree: cst.Module
    statements: tuple[Statement, ...]
    imports: Mapping[str, Binding]
    import_order: tuple[tuple[int, Binding], ...]
    deferred: bool
    inner: frozenset[str]
    words: frozenset[str]
    parents: Mapping[cst.CSTNode, cst.CSTNode]
    positions: Mapping[Any, Any]

    def place(self, node: cst.CSTNode) -> SourceSpan:
        """Where a node stands; of a definition, its name."""
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            node = node.name
        found = self.positions[node]
        start, end = found.start, found.end
        return self.lines.place(start.line, start.column, end.line, end.column)

    @functools.cached_property
    def defined(self) -> Mapping[str, tuple[int, ...]]:
        """The statements that bind each name."""
        found: dict[str, list[int]] = {}
        for statement in self.statements:
            for name in statement.binds:
                found.setdefault(name, []).append(statement.index)
        return {name: tuple(indices) for name, indices in found.items()}

    @property
    def names(self) -> list[str]:
        """All that another file could import."""
        return sorted({*self.defined, *self.imports})
