"""Tells a change of layout from a change of the program.

People run formatters over whole repositories, trainers included. What black, ruff format and isort change
is no edit: line breaks, blank lines, quotes, parentheses, trailing commas, and the order of imports. So two
texts are the same program if they have the same syntax tree, with imports that follow one another in any
order, and the same comments at the same statements.
"""

from __future__ import annotations

import ast
import bisect
import functools
import inspect
import io
import tokenize

Comment = tuple[int, str]
"""The number of statements before a comment or at its line, and its text."""


def same_program(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but layout; texts that are no Python must be equal."""
    if one == other:
        return True
    program = _program(one)
    return program is not None and program == _program(other)


@functools.lru_cache(maxsize=64)
def _program(text: str) -> tuple[str, tuple[Comment, ...]] | None:
    """What layout does not change; None if the text is no Python."""
    try:
        tree = ast.parse(text)
        comments = _comments(text, tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return ast.dump(_Plain().visit(tree)), comments


def _comments(text: str, tree: ast.Module) -> tuple[Comment, ...]:
    """Each comment with its place among the statements; at imports, in the order of their texts.

    Imports do not count, because sorting may split them.
    """
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    imports = {
        line
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    starts = sorted(node.lineno for node in nodes if node.lineno not in imports)
    lines = text.splitlines()
    found: list[Comment] = []
    at_imports: list[Comment] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            line = token.start[0]
            place = bisect.bisect_right(starts, line), token.string
            below = line  # the line that a comment of its own stands above
            while below < len(lines) and lines[below - 1].lstrip()[:1] in ("", "#"):
                below += 1
            (at_imports if {line, below} & imports else found).append(place)
    return (*found, *sorted(at_imports))


class _Plain(ast.NodeTransformer):
    """Imports one by one and sorted, docstrings without their indentation."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            _clean_docstring(node)
        for name in ("body", "orelse", "finalbody"):
            if isinstance(body := getattr(node, name, None), list):
                setattr(node, name, _sorted_imports(body))
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """A string without its prefix `u`."""
        node.kind = None
        return node


def _clean_docstring(
    node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> None:
    match node.body[:1]:
        case [ast.Expr(value=ast.Constant(value=str(text)) as constant)]:
            constant.value = inspect.cleandoc(text).strip()


def _sorted_imports(body: list[ast.stmt]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    run: list[ast.Import | ast.ImportFrom] = []
    for node in [*body, None]:
        if isinstance(node, ast.Import | ast.ImportFrom):
            run += _single(node)
            continue
        distinct = {ast.dump(item): item for item in run}
        found += [distinct[key] for key in sorted(distinct)]
        run = []
        if node is not None:
            found.append(node)
    return found


def _single(node: ast.Import | ast.ImportFrom) -> list[ast.Import | ast.ImportFrom]:
    """A statement for each name that one imports."""
    if isinstance(node, ast.Import):
        return [ast.Import([alias]) for alias in node.names]
    return [ast.ImportFrom(node.module, [alias], node.level) for alias in node.names]
