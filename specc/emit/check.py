"""What holds of every page that is emitted: a page that fails is a fault of a template or a pass."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Collection, Iterator

from specc.emit.syntax import Syntax, globals_read, walk

CONTRACT = frozenset(
    {
        *("Config", "TrainState", "Batch", "init_state", "train_step", "train_steps"),
        *("evaluate", "predict", "prepare_inputs", "read_inputs", "to_units", "reconstruct"),
        *("load", "train", "main"),
    }
)
"""The public names of a trainer, which nothing on the page has to use."""


def problems(syntax: Syntax, imported: Collection[str], own: Collection[str] = ()) -> Iterator[str]:
    """What is wrong with a page, each with the origin that is at fault.

    Args:
        syntax: of the page, without its imports.
        imported: the names that they provide; those of the page's own have no place among them.
        own: what the user's own code defines, which may define more than is used.
    """
    definitions = list(syntax.definitions())
    nodes = dict(definitions)
    for name, count in Counter(name for name, _ in definitions).items():
        if count > 1:
            yield f"{syntax.origin(nodes[name])}: {name} is defined {count} times"
    inside = globals_read(syntax.table)
    for name in sorted(
        inside - nodes.keys() - set(imported) - set(dir(builtins)) - {"__file__", "__name__"}
    ):
        yield f"{_first(syntax, name)}: {name} is read, and nothing defines or imports it"
    read = inside | _read_at_import(syntax)
    for name in sorted(nodes.keys() - read - CONTRACT - set(own)):
        yield f"{syntax.origin(nodes[name])}: {name} is defined, and nothing reads it"
    for name in sorted(set(imported) - nodes.keys() - read - set(own)):
        yield f"{name} is imported, and nothing reads it"
    yield from _used_before(syntax, nodes)
    yield from _settings(syntax)


def _read_at_import(syntax: Syntax) -> set[str]:
    """The names that the module itself reads."""
    symbols = syntax.table.get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_referenced()}


def _used_before(syntax: Syntax, nodes: dict[str, ast.stmt]) -> Iterator[str]:
    """Names that a definition needs when it is made, and that are defined below it."""
    for name, node in nodes.items():
        for part in _at_definition(node):
            for used in walk(part):
                if (
                    isinstance(used, ast.Name)
                    and isinstance(used.ctx, ast.Load)
                    and used.id in nodes
                    and nodes[used.id].lineno > node.lineno
                ):
                    yield f"{syntax.origin(node)}: {name} needs {used.id}, which is defined below it"


def _at_definition(node: ast.stmt) -> Iterator[ast.AST]:
    match node:
        case ast.FunctionDef():
            yield from node.decorator_list
            arguments = node.args
            yield from (part for part in (*arguments.defaults, *arguments.kw_defaults) if part)
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            yield from (item.annotation for item in every if item.annotation)
            if node.returns:
                yield node.returns
        case ast.ClassDef():
            yield from (*node.bases, *node.decorator_list)
            for item in node.body:
                yield from _at_definition(item)
        case _:
            yield node


def _settings(syntax: Syntax) -> Iterator[str]:
    """Settings that nothing reads, and some that are read and do not exist."""
    config = next(
        (n for n in syntax.tree.body if isinstance(n, ast.ClassDef) and n.name == "Config"), None
    )
    if config is None:
        return
    fields = {
        n.target.id
        for n in config.body
        if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
    }
    members = fields | {n.name for n in config.body if isinstance(n, ast.FunctionDef)}
    read: set[str] = set()
    for node in syntax.nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id != "c":
                continue
            read.add(node.attr)
            if node.attr not in members:
                yield f"{syntax.origin(node)}: Config has no {node.attr}"
    for node in config.body:
        if isinstance(node, ast.FunctionDef) and node.name != "__post_init__":
            read |= {n.attr for n in walk(node) if isinstance(n, ast.Attribute)}
    for name in sorted(members - read - {"__post_init__"}):
        yield f"the setting {name} is defined, and nothing reads it"


def _first(syntax: Syntax, name: str) -> str:
    found = [n for n in syntax.nodes if isinstance(n, ast.Name) and n.id == name]
    return syntax.origin(found[0]) if found else ""
