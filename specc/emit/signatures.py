"""Infers parameters of private helpers from the free names of their bodies.

`def f(x: jax.Array, *_) -> Metrics` takes `x` and whatever else its body reads that neither it nor the
module defines. `f(logits, ...)` passes all that by name. So a feature adds a line to the body of a helper,
and signatures and calls follow. Contract functions, methods and functions that are passed as values are
written out: nothing is inferred for them, and they have to have what their helpers take. Parameters with
defaults are written after `*_`, and calls give them by name, after `...`.

The types of inferred parameters are declared once for a page, in the slot `names`, in the order that
parameters have; `c` is always the first.
"""

from __future__ import annotations

import ast
import builtins
import functools
from collections.abc import Collection, Iterator
from typing import TypeGuard

from specc.emit.syntax import PageError, Syntax, children, globals_read, walk
from specc.emit.text import Text

INFERRED = "_"
_C = "c"


def infer(syntax: Syntax, declared: str, known: Collection[str]) -> Text:
    """The text with signatures and calls completed.

    Args:
        syntax: of the page.
        declared: the names that functions exchange, one `name: type` a line.
        known: the names that an import can provide.

    Raises:
        PageError: a helper reads what nothing provides.
    """
    return _Inference(syntax, declared, known).text()


class _Inference:
    def __init__(self, syntax: Syntax, declared: str, known: Collection[str]):
        self.syntax = syntax
        self.types = {}
        for node in ast.parse(declared).body:
            assert isinstance(node, ast.AnnAssign), declared
            self.types[ast.unparse(node.target)] = ast.unparse(node.annotation)
        self.module = {*(name for name, _ in syntax.definitions()), *known, *dir(builtins)}
        self.helpers = {node.name: node for node in syntax.tree.body if _is_open(node)}
        scopes = {scope.get_name(): scope for scope in syntax.table.get_children()}
        self.inferred: dict[str, set[str]] = {
            name: globals_read(scopes[name]) - self.module for name in self.helpers
        }
        self._enclosing_functions = {
            call: functions
            for node in syntax.tree.body
            if "..." in self._source(node)
            for call, functions in _open_calls(node, ())
        }
        self._propagate()

    def text(self) -> Text:
        edits = []
        for name, node in self.helpers.items():
            edits.append(self._signature(name, node))
        for function, call in self._calls():
            owners = [
                item.name
                for item in self._enclosing_functions[call]
                if isinstance(item, ast.FunctionDef)
            ]
            given = set().union(*(self.inferred.get(name, ()) for name in owners))
            missing = self.inferred[function] - self._bound(call) - given
            if missing:
                raise PageError(
                    f"{self.syntax.origin(call)}: {function} takes {', '.join(sorted(missing))}, which"
                    f" its caller in line {call.lineno} does not have; {function} is from"
                    f" {self.syntax.origin(self.helpers[function])}"
                )
            edits.append(self._passed(function, call))
        return self.syntax.text.edited(edits)

    def _propagate(self) -> None:
        """Propagates parameters from callees to callers up to a fixed point."""
        calls = [
            (owner, function, bound)
            for owner, node in self.helpers.items()
            for function, call in self._calls(node)
            for bound in [self._bound(call)]
        ]
        before = None
        while before != self.inferred:
            before = {name: set(found) for name, found in self.inferred.items()}
            for owner, function, bound in calls:
                self.inferred[owner] |= self.inferred[function] - bound
        for name, found in self.inferred.items():
            if unknown := found - self.types.keys():
                node = self.helpers[name]
                raise PageError(
                    f"{self.syntax.origin(node)}: {name} reads {', '.join(sorted(unknown))}, which"
                    " nothing defines, imports or declares"
                )

    def _order(self, name: str) -> list[str]:
        """What a helper takes beside what is written, in the order of the declarations."""
        return [other for other in self.types if other in self.inferred[name]]

    def _signature(self, name: str, node: ast.FunctionDef) -> tuple[int, int, Text]:
        written = [self._source(item) for item in node.args.args]
        inferred = [f"{other}: {self.types[other]}" for other in self._order(name) if other != _C]
        first = [f"{_C}: {self.types[_C]}"] if _C in self.inferred[name] else []
        chars, (start, _) = self.syntax.text.chars, self.syntax.span(node)
        start = chars.index("(", chars.index(f"def {name}", start))
        assert node.args.vararg is not None
        end = chars.index(")", self.syntax.span(node.args.vararg)[1]) + 1
        defaults = list(zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True))
        for item, default in defaults:  # an ordinary parameter, after those without defaults
            assert default is not None
            begin, end = self.syntax.span(item)[0], self.syntax.span(default)[1]
            inferred.append(chars[begin:end])
            end = chars.index(")", end) + 1
        text = ", ".join([*first, *written, *inferred])
        return start, end, Text.of(f"({text})", self.syntax.text.origins[start])

    def _passed(self, name: str, call: ast.Call) -> tuple[int, int, Text]:
        """The arguments that are written, and the others where the signature has them."""
        dots = next(item for item in call.args if _is_dots(item))
        others = [other for other in self._order(name) if other != _C]
        start, end = self.syntax.span(dots)
        origin = self.syntax.text.origins[start]
        chars = self.syntax.text.chars
        if not others or _C in self.inferred[name]:  # with the comma before it
            start = len(chars[:start].rstrip().removesuffix(","))
        new = Text.of(", ".join(others), origin)
        if _C in self.inferred[name]:
            opening = self.syntax.span(call.func)[1] + 1
            first = Text.of(_C, origin)
            rest = self.syntax.text[opening:start]
            parts = [part for part in (first, rest.stripped(), new) if part.chars.strip(", ")]
            text = Text()
            for part in parts:
                comma = " " if text.chars.endswith(",") else ", "
                text = text + Text.of(comma if text else "", origin) + part
            return opening, end, text
        return start, end, new

    def _calls(self, owner: ast.AST | None = None) -> Iterator[tuple[str, ast.Call]]:
        for call, functions in self._enclosing_functions.items():
            if owner is not None and owner not in functions:
                continue
            match call.func:
                case ast.Name(id=name) if name in self.helpers:
                    yield name, call
                case _:
                    raise PageError(
                        f"{self.syntax.origin(call)}: {ast.unparse(call)} calls no helper"
                    )

    def _bound(self, call: ast.Call) -> set[str]:
        """The names that the functions in which a call stands define."""
        return set().union(*map(_defined, self._enclosing_functions[call]))

    def _source(self, node: ast.AST) -> str:
        start, end = self.syntax.span(node)
        return self.syntax.text.chars[start:end]


_Function = ast.FunctionDef | ast.Lambda


def _open_calls(
    node: ast.AST, functions: tuple[_Function, ...]
) -> Iterator[tuple[ast.Call, tuple[_Function, ...]]]:
    """Calls with `...`, each with the functions in which it stands."""
    if isinstance(node, ast.Call) and any(map(_is_dots, node.args)):
        yield node, functions
    inner = (*functions, node) if isinstance(node, ast.FunctionDef | ast.Lambda) else functions
    for child in children(node):
        yield from _open_calls(child, inner)


@functools.lru_cache(maxsize=256)
def _defined(node: _Function) -> frozenset[str]:
    """The arguments and variables of a function."""
    parts = walk(node)
    names = {
        part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    return frozenset(names | {part.arg for part in parts if isinstance(part, ast.arg)})


def _is_open(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    """Whether a function takes what its body reads."""
    return (
        isinstance(node, ast.FunctionDef)
        and node.args.vararg is not None
        and node.args.vararg.arg == INFERRED
    )


def _is_dots(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...
