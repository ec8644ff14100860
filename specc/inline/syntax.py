"""What nodes of a syntax tree are: names, imports, statements without effect."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from specc.inline.modules import names_in

_NO_EFFECT = cst.SimpleString | cst.ConcatenatedString | cst.Ellipsis
_SOFT = {"ImportError", "ModuleNotFoundError", "Exception"}


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


def parents(tree: cst.Module) -> dict[cst.CSTNode, cst.CSTNode]:
    """What each node of a tree is in."""
    return {child: node for node in walk(tree) for child in node.children}


def dotted(node: cst.CSTNode) -> str:
    """A name with its attributes: `a.b`; empty for any other node."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def last(node: cst.CSTNode) -> str:
    """The last attribute of such a name, or the name."""
    return dotted(node).rpartition(".")[2]


def alias(item: cst.ImportAlias) -> str:
    """The name given by `as`; empty if there is none."""
    return dotted(item.asname.name) if item.asname else ""


def is_type_checking(test: cst.CSTNode) -> bool:
    """Whether a test is for type checkers."""
    return last(test) == "TYPE_CHECKING"


def only_imports(top: cst.CSTNode) -> bool:
    """Whether a statement is imports and nothing else."""
    if isinstance(top, cst.SimpleStatementLine):
        return all(isinstance(small, cst.Import | cst.ImportFrom) for small in top.body)
    return (
        isinstance(top, cst.If)
        and top.orelse is None
        and isinstance(top.body, cst.IndentedBlock)
        and all(only_imports(inner) for inner in top.body.body)
    )


def soft_imports(node: cst.CSTNode) -> bool:
    """Whether a statement is `try:` imports, `except ImportError:` something else."""
    return (
        isinstance(node, cst.Try)
        and isinstance(node.body, cst.IndentedBlock)
        and all(only_imports(inner) for inner in node.body.body)
        and all(h.type is None or _catches_import(h.type) for h in node.handlers)
    )


def _catches_import(node: cst.CSTNode) -> bool:
    return any(isinstance(n, cst.Name) and n.value in _SOFT for n in walk(node))


def is_plain(top: cst.CSTNode, binds: frozenset[str]) -> bool:
    """Whether leaving out a statement that binds names loses nothing."""
    if isinstance(top, cst.SimpleStatementLine):
        if binds:
            return binds <= {"__all__", "__version__", "__author__"}
        return all(
            isinstance(small, cst.Pass | cst.Del)
            or (isinstance(small, cst.Expr) and isinstance(small.value, _NO_EFFECT))
            for small in top.body
        )
    test = top.test if isinstance(top, cst.If) else None
    return isinstance(test, cst.Comparison) and dotted(test.left) == "__name__"
