"""The optimizer as the one expression that `make_optimizer` returns."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Call, Expr, Symbol
from specc.ir.program import Program


def transform(program: Program) -> Program:
    """The chain is one transformation, wrapped by those that are made of it."""
    optimizer = program.optimizer
    parts = tuple(item.call for item in optimizer.chain)
    whole: Expr = parts[0]
    if len(parts) > 1:
        whole = Call(Symbol("optax", "chain"), parts, origin=optimizer.origin, spread=True)
    for wrapper in optimizer.wrappers:
        arguments = (whole, *wrapper.positional)
        whole = Call(wrapper.function, arguments, wrapper.keywords, wrapper.origin)
    optimizer = dataclasses.replace(optimizer, transform=whole)
    return dataclasses.replace(program, optimizer=optimizer)


def holds(program: Program) -> bool:
    """There is a transformation."""
    return program.optimizer.transform is not None
