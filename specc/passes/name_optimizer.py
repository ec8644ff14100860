"""Replaces transformations by the equivalent optax optimizer, such as `optax.adamw`.

Lowering says which ones would be, and what optax calls them. They are it only if nothing stands between them:
they are in the order in which they apply, and what is part of a chain by itself applies as if it were not.
"""

from __future__ import annotations

import dataclasses

from specc.ir.optimizer import Optimizer, Transform
from specc.ir.program import Program


def transform(program: Program) -> Program:
    """Adjacent transformations that are an optax optimizer are replaced by it."""
    return program.with_optimizers(_named)


def postcondition(program: Program) -> bool:
    """No candidate is left."""
    return all(update.optimizer.optax_alias is None for update in program.updates)


def _named(optimizer: Optimizer) -> Optimizer:
    if optimizer.optax_alias is None:
        return optimizer
    chain, named = optimizer.chain, optimizer.optax_alias
    if (start := _start(optimizer)) is not None:
        one = Transform(named.call, "rate", optimizer.origin)
        chain = (*chain[:start], one, *chain[start + len(named.parts) :])
    return dataclasses.replace(optimizer, chain=chain, optax_alias=None)


def _start(optimizer: Optimizer) -> int | None:
    """The place in the chain of the first of the transformations that have a name, if they are neighbours."""
    assert optimizer.optax_alias is not None
    parts = set(optimizer.optax_alias.parts)
    count = len(optimizer.optax_alias.parts)
    starts = range(len(optimizer.chain) - count + 1)
    return next((n for n in starts if {*optimizer.chain[n : n + count]} == parts), None)
