"""Extracts the part of a trainer that makes its schedules.

Importing a trainer takes seconds because of its libraries. Schedules only need Config and a few functions, so
their source is extracted.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def extract(text: str, names: tuple[str, ...]) -> str:
    """The definitions of a trainer that some of its names need, with the imports that these need.

    Args:
        text: the trainer.
        names: of its own definitions.
    """
    tree = ast.parse(text)
    defined = {name: node for node in tree.body for name in _defines(node)}
    wanted = list(names)
    found: set[ast.stmt] = set()
    while wanted:
        node = defined.get(wanted.pop())
        if node is not None and node not in found:
            found.add(node)
            wanted += _reads(node)
    kept = [node for node in tree.body if node in found]
    return "\n\n".join(
        filter(None, (ast.get_source_segment(text, _with_decorators(node)) for node in kept))
    )


def _defines(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in names)
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _reads(node: ast.stmt) -> list[str]:
    """The names that it looks up; a field of a class may be called as a function of the trainer is."""
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return [name.id for name in names if isinstance(name.ctx, ast.Load)]


def _with_decorators(node: ast.stmt) -> ast.stmt:
    """A definition with its decorators, which Python counts as lines before it."""
    decorators = getattr(node, "decorator_list", [])
    if decorators:
        node.lineno = decorators[0].lineno
        node.col_offset = decorators[0].col_offset - 1
    return node
