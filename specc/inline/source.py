"""One file of the user's: its top-level statements, the names that they bind, and what they read."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import libcst as cst
from libcst import metadata

from specc.document.diagnostics import SourceSpan
from specc.inline.modules import names_in, syntax_tree
from specc.inline.problems import Kind, Lines, Problem, UnsupportedCodeError

_NO_EFFECT = cst.SimpleString | cst.ConcatenatedString | cst.Ellipsis
_SOFT = {"ImportError", "ModuleNotFoundError", "Exception"}


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


@functools.lru_cache(maxsize=64)
def parse(path: str, shown: str, text: str) -> Source:
    """Parses a file.

    Raises:
        CannotFollowError: it is no Python.
    """
    lines = Lines(shown, text)
    try:
        syntax_tree(text)
        wrapper = metadata.MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        scopes = wrapper.resolve(metadata.ScopeProvider)
        positions = wrapper.resolve(metadata.PositionProvider)
    except (SyntaxError, ValueError) as error:
        raise UnsupportedCodeError(_syntax(lines, error)) from None
    except (RecursionError, MemoryError):
        place = lines.offset_place(0, 0)
        raise UnsupportedCodeError(Problem(Kind.SYNTAX, place, "it is nested too deeply")) from None
    except cst.ParserSyntaxError as error:
        place = lines.place(error.raw_line, error.raw_column, error.raw_line, error.raw_column)
        raise UnsupportedCodeError(Problem(Kind.SYNTAX, place, "it is no Python")) from None
    return _Reader(path, lines, wrapper.module, scopes, positions).read()


def _syntax(lines: Lines, error: Exception) -> Problem:
    if not isinstance(error, SyntaxError) or not error.lineno:
        return Problem(Kind.SYNTAX, lines.offset_place(0, 0), str(error))
    line, column = error.lineno, max((error.offset or 1) - 1, 0)
    end_line = error.end_lineno or line
    end = max((error.end_offset or 0) - 1, column) if end_line == line else column
    place = lines.place(line, column, line, max(end, column))
    return Problem(Kind.SYNTAX, place, error.msg or "it is no Python")


class _Reader:
    """Analyzes a syntax tree."""

    def __init__(
        self,
        path: str,
        lines: Lines,
        tree: cst.Module,
        scopes: Mapping[Any, Any],
        positions: Mapping[Any, Any],
    ):
        self.path, self.lines, self.tree = path, lines, tree
        self.scopes, self.positions = scopes, positions
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.globals: metadata.GlobalScope = (
            next(scope.globals for scope in scopes.values() if scope is not None)
            if tree.body
            else metadata.GlobalScope()
        )

    def read(self) -> Source:
        """The file."""
        self.parents.update(_parents(self.tree))
        owners = {node: i for i, top in enumerate(self.tree.body) for node in walk(top)}
        bound: dict[int, set[str]] = {}
        for assignment in self.globals.assignments:
            node = getattr(assignment, "node", None)
            if node in owners:
                bound.setdefault(owners[node], set()).add(assignment.name)
        imports: list[tuple[int, Binding]] = []
        statements = []
        for index, top in enumerate(self.tree.body):
            found = list(self._top_imports(top))
            imports += [(index, binding) for binding in found]
            binds = frozenset(bound.get(index, ())) - {binding.bound for binding in found}
            if not found or not _only_imports(top):
                statements.append(self._statement(index, top, binds))
        runtime = {b.bound: b for _, b in imports if not b.type_only}
        table = {b.bound: b for _, b in imports if b.type_only} | runtime
        inner = {
            assignment.name
            for scope in set(self.scopes.values())
            if scope is not None and not isinstance(scope, metadata.GlobalScope)
            for assignment in scope.assignments
            if not isinstance(scope, metadata.ClassScope | metadata.BuiltinScope)
        }
        return Source(
            self.path,
            self.lines,
            self.tree,
            tuple(statements),
            {name: b for name, b in table.items() if b.module != "__future__"},
            tuple((i, b) for i, b in imports if b.module != "__future__"),
            any(b.module == "__future__" and b.name == "annotations" for _, b in imports),
            frozenset(inner),
            frozenset(node.value for node in self.parents if isinstance(node, cst.Name)),
            self.parents,
            self.positions,
        )

    def place(self, node: cst.CSTNode) -> SourceSpan:
        found = self.positions[node]
        return self.lines.place(
            found.start.line, found.start.column, found.end.line, found.end.column
        )

    def _top_imports(self, top: cst.CSTNode) -> Iterator[Binding]:
        """The imports that a statement of the top level is, or holds for type checkers."""
        if isinstance(top, cst.SimpleStatementLine):
            for small in top.body:
                yield from self._bindings(small, type_only=False)
        elif isinstance(top, cst.If) and _is_type_checking(top.test) and _only_imports(top):
            for node in walk(top):
                yield from self._bindings(node, type_only=True)

    def _bindings(self, node: cst.CSTNode, *, type_only: bool) -> Iterator[Binding]:
        if isinstance(node, cst.Import):
            for item in node.names:
                yield Binding(_dotted(item.name), "", 0, _alias(item), item, type_only)
        elif isinstance(node, cst.ImportFrom):
            module = _dotted(node.module) if node.module else ""
            if isinstance(node.names, cst.ImportStar):
                shown = "." * len(node.relative) + module
                notes = (f"name what is used: from {shown} import …",)
                label = f"its names are defined in {shown}, not in this file"
                raise UnsupportedCodeError(Problem(Kind.STAR, self.place(node), label, notes))
            for item in node.names:
                name = _dotted(item.name)
                yield Binding(module, name, len(node.relative), _alias(item), item, type_only)

    def _statement(self, index: int, top: cst.CSTNode, binds: frozenset[str]) -> Statement:
        nodes = list(walk(top))
        imports: list[Binding] = []
        conditional: list[Binding] = []
        for node in nodes:
            if isinstance(node, cst.Import | cst.ImportFrom):
                inside = isinstance(self.scopes.get(node), metadata.FunctionScope)
                found = self._bindings(node, type_only=False)
                (imports if inside else conditional).extend(found)
        defines = isinstance(top, cst.FunctionDef | cst.ClassDef)
        changes = frozenset() if defines else frozenset(self._changed(nodes))
        return Statement(
            index,
            top,
            binds,
            changes - binds,
            _is_plain(top, binds),
            tuple(self._refs(nodes, imports)),
            tuple(self._evaluated(nodes)),
            tuple(imports),
            tuple(conditional),
        )

    def _refs(self, nodes: list[cst.CSTNode], imports: list[Binding]) -> Iterator[NameReference]:
        for node in nodes:
            if isinstance(node, cst.Name) and self._is_name(node):
                yield from self._ref(node, node.value, node, imports)
            elif isinstance(node, cst.SimpleString) and self._in_annotation(node):
                for name in words_of(node):
                    yield from self._ref(node, name, node, imports)

    def _ref(
        self, node: cst.CSTNode, name: str, at: cst.CSTNode, imports: list[Binding]
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
            if isinstance(parent, cst.Subscript) and _last(parent.value) in (
                "Literal",
                "Annotated",
            ):
                return False
            if isinstance(parent, cst.Call | cst.FormattedString):
                return False
            parent = self.parents.get(parent)
        return False

    def _evaluated(self, nodes: list[cst.CSTNode]) -> Iterator[cst.Annotation]:
        for node in nodes:
            if not isinstance(node, cst.Annotation):
                continue
            parent = self.parents[node]
            inside = self.scopes.get(parent if isinstance(parent, cst.AnnAssign) else None)
            if not isinstance(inside, metadata.FunctionScope):
                yield node

    def _changed(self, nodes: list[cst.CSTNode]) -> Iterator[str]:
        """The names of the top level whose objects are changed by assignments and by methods."""
        for node in nodes:
            changed: list[cst.CSTNode] = []
            if isinstance(node, cst.AssignTarget | cst.AnnAssign | cst.AugAssign):
                changed = [node.target]
            elif isinstance(node, cst.Expr) and isinstance(node.value, cst.Call):
                changed = [node.value.func]
            for target in changed:
                base = target
                while isinstance(base, cst.Attribute | cst.Subscript | cst.Call):
                    base = base.func if isinstance(base, cst.Call) else base.value
                if base is not target and isinstance(base, cst.Name):
                    yield base.value


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node and all that is in it."""
    yield node
    for child in node.children:
        yield from walk(child)


def words_of(node: cst.SimpleString) -> list[str]:
    """The names in a type that is written as a string; none if it is no type."""
    value = node.evaluated_value
    try:
        return names_in(value if isinstance(value, str) else "")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _parents(tree: cst.Module) -> dict[cst.CSTNode, cst.CSTNode]:
    return {child: node for node in walk(tree) for child in node.children}


def _dotted(node: cst.CSTNode) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def _last(node: cst.CSTNode) -> str:
    return _dotted(node).rpartition(".")[2]


def _alias(item: cst.ImportAlias) -> str:
    return _dotted(item.asname.name) if item.asname else ""


def _is_type_checking(test: cst.CSTNode) -> bool:
    return _last(test) == "TYPE_CHECKING"


def _only_imports(top: cst.CSTNode) -> bool:
    """Whether a statement is imports and nothing else."""
    if isinstance(top, cst.SimpleStatementLine):
        return all(isinstance(small, cst.Import | cst.ImportFrom) for small in top.body)
    return (
        isinstance(top, cst.If)
        and top.orelse is None
        and isinstance(top.body, cst.IndentedBlock)
        and all(_only_imports(inner) for inner in top.body.body)
    )


def soft_imports(node: cst.CSTNode) -> bool:
    """Whether a statement is `try:` imports, `except ImportError:` something else."""
    return (
        isinstance(node, cst.Try)
        and isinstance(node.body, cst.IndentedBlock)
        and all(_only_imports(inner) for inner in node.body.body)
        and all(h.type is None or _catches_import(h.type) for h in node.handlers)
    )


def _catches_import(node: cst.CSTNode) -> bool:
    return any(isinstance(n, cst.Name) and n.value in _SOFT for n in walk(node))


def _is_plain(top: cst.CSTNode, binds: frozenset[str]) -> bool:
    if isinstance(top, cst.SimpleStatementLine):
        if binds:
            return binds <= {"__all__", "__version__", "__author__"}
        return all(
            isinstance(small, cst.Pass | cst.Del)
            or (isinstance(small, cst.Expr) and isinstance(small.value, _NO_EFFECT))
            for small in top.body
        )
    test = top.test if isinstance(top, cst.If) else None
    return isinstance(test, cst.Comparison) and _dotted(test.left) == "__name__"
