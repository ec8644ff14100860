"""Functions of the same name of several optimizers: one function if it is the same, two names if not."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from specc.ir.expr import Name
from specc.ir.optimizer import Function, Helper, Optimizer
from specc.ir.program import Program

_Tree = TypeVar("_Tree")


def transform(program: Program) -> Program:
    """Each function that optimizers use is in one of them, under a name of its own."""
    if len(program.updates) < 2:
        return program
    known: dict[str, Function] = {}
    updates = []
    for update in program.updates:
        optimizer = update.optimizer
        others = {
            function.name: f"{update.network}_{function.name}"
            for function in optimizer.functions
            if function.name in known and _bare(function) != _bare(known[function.name])
        }
        optimizer = _renamed(optimizer, others)
        functions = tuple(item for item in optimizer.functions if item.name not in known)
        known |= {function.name: function for function in functions}
        optimizer = dataclasses.replace(optimizer, functions=functions)
        updates.append(dataclasses.replace(update, optimizer=optimizer))
    return dataclasses.replace(program, updates=tuple(updates))


def postcondition(program: Program) -> bool:
    """No function is there twice."""
    names = [item.name for update in program.updates for item in update.optimizer.functions]
    return len(names) == len(set(names))


def _bare(function: Function) -> Function:
    """What it does, wherever it comes from."""
    if isinstance(function, Helper):
        function = dataclasses.replace(function, example="")
    return dataclasses.replace(function, origin="")


def _renamed(node: _Tree, names: Mapping[str, str]) -> _Tree:
    """A tree in which functions, and what calls them, have other names."""
    if not names:
        return node
    found: Any = node
    if isinstance(node, tuple) and not hasattr(node, "_fields"):
        found = tuple(_renamed(item, names) for item in node)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        changes = {
            field.name: _renamed(getattr(node, field.name), names)
            for field in dataclasses.fields(node)
            if field.init
        }
        if isinstance(node, Name | Function):
            changes["name"] = names.get(node.name, node.name)
        if isinstance(node, Optimizer) and node.freezing_function is not None:
            changes["freezing_function"] = names.get(node.freezing_function, node.freezing_function)
        found = type(node)(**changes)
    return found  # type: ignore[no-any-return]
