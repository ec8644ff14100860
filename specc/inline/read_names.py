"""Which names a statement reads that are not local to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import libcst as cst
from libcst import metadata

from specc.inline.source import Binding, NameReference
from specc.inline.syntax import last, words_of


class ReadNames(NamedTuple):
    """Finds the names that statements read from outside them.

    Attributes:
        scopes: of nodes, by libcst.
        positions: of nodes in the file.
        parents: what each node is in.
    """

    scopes: Mapping[Any, Any]
    positions: Mapping[Any, Any]
    parents: Mapping[cst.CSTNode, cst.CSTNode]

    def of(
        self, nodes: Sequence[cst.CSTNode], imports: Sequence[Binding]
    ) -> Iterator[NameReference]:
        """The names in a statement.

        Args:
            nodes: all that is in it.
            imports: those of functions in it.
        """
        for node in nodes:
            if isinstance(node, cst.Name) and self._is_name(node):
                yield from self._ref(node, node.value, node, imports)
            elif isinstance(node, cst.SimpleString) and self._in_annotation(node):
                for name in words_of(node):
                    yield from self._ref(node, name, node, imports)

    def _ref(
        self, node: cst.CSTNode, name: str, at: cst.CSTNode, imports: Sequence[Binding]
    ) -> Iterator[NameReference]:
        if isinstance(self.parents.get(at), cst.NameItem):
            if isinstance(self.parents[self.parents[at]], cst.Global):
                yield NameReference(node, name, None)
            return
        scope = self.scopes.get(at)
        if scope is None:
            return
        if isinstance(scope, metadata.ClassScope) and self._is_later(scope, name, at):
            scope = scope.parent
        found = scope[name]
        for assignment in found:
            place = getattr(assignment, "scope", None)
            if place is None or isinstance(place, metadata.GlobalScope | metadata.BuiltinScope):
                continue
            if isinstance(assignment, metadata.ImportAssignment):
                binding = next((b for b in imports if self._bound_by(assignment, b)), None)
                if binding is not None:
                    yield NameReference(node, name, binding)
            return
        yield NameReference(node, name, None)

    def _bound_by(self, assignment: metadata.ImportAssignment, binding: Binding) -> bool:
        """Whether an import of a function is the one that a name is assigned by."""
        parent = self.parents.get(binding.node)
        return parent is assignment.node and binding.bound == assignment.name

    def _is_later(self, scope: metadata.ClassScope, name: str, at: cst.CSTNode) -> bool:
        """Whether a class binds a name only after it reads it there: `Config = Config`."""
        position = self.positions.get(at)
        own = [a for a in scope.assignments if a.name == name and hasattr(a, "node")]
        if position is None or not own:
            return False
        here = (position.start.line, position.start.column)
        for assignment in own:
            node = assignment.node
            if node is at:
                return False
            while not isinstance(node, cst.BaseSmallStatement | cst.BaseCompoundStatement):
                node = self.parents[node]
            end = self.positions[node].end
            if (end.line, end.column) <= here:
                return False
        return True

    def _is_name(self, node: cst.Name) -> bool:
        """Whether it is a variable, not an attribute, a keyword or part of an import."""
        parent = self.parents.get(node)
        match parent:
            case cst.Attribute():
                if parent.attr is node:
                    return False
            case cst.Arg():
                if parent.keyword is node:
                    return False
            case cst.ImportAlias() | cst.Param():
                return parent.name is not node
            case cst.AsName():
                return not isinstance(self.parents.get(parent), cst.ImportAlias)
        while isinstance(parent, cst.Attribute):
            parent = self.parents.get(parent)
        return not isinstance(parent, cst.ImportAlias | cst.ImportFrom)

    def _in_annotation(self, node: cst.CSTNode) -> bool:
        """Whether a string is a type, and no value in one (`Literal["a"]`)."""
        parent: cst.CSTNode | None = self.parents.get(node)
        while parent is not None and not isinstance(parent, cst.BaseStatement):
            if isinstance(parent, cst.Annotation):
                return True
            if isinstance(parent, cst.Subscript) and last(parent.value) in (
                "Literal",
                "Annotated",
            ):
                return False
            if isinstance(parent, cst.Call | cst.FormattedString):
                return False
            parent = self.parents.get(parent)
        return False
