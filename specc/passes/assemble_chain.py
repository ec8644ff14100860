"""The optimizer as the one expression that `make_optimizer` returns.

The branches of a partition are assigned to local variables, for readability.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from specc.ir.expr import Call, DictExpr, Expr, Literal, Name, Symbol
from specc.ir.optimizer import NamedTransform, Optimizer, Partition, Transform
from specc.ir.program import Program


def transform(program: Program) -> Program:
    """Each optimizer is a single expression: the chain and its wrappers."""
    return program.with_optimizers(_assembled)


def postcondition(program: Program) -> bool:
    """Each optimizer is a single expression."""
    return all(update.optimizer.transform is not None for update in program.updates)


def _assembled(optimizer: Optimizer) -> Optimizer:
    parts = tuple(
        NamedTransform(
            _name(branch.label), _chained(tuple(item.call for item in branch.chain), item.origin)
        )
        for item in optimizer.chain
        if isinstance(item, Partition) and item.stage != "post_rate"
        for branch in item.branches
    )
    whole = _chained(tuple(map(_one, optimizer.chain)), optimizer.origin)
    if optimizer.freezing_function is not None:
        # Outermost, so that frozen parameters are excluded from norms and have no moments.
        parts = (*parts, NamedTransform("chain", whole))
        branches: dict[str, Expr] = {
            "trained": Name("chain"),
            "frozen": Call(Symbol("optax", "set_to_zero")),
        }
        whole = _partition(branches, optimizer.freezing_function, optimizer.origin)
    for wrapper in optimizer.wrappers:
        arguments = (whole, *wrapper.positional)
        whole = Call(wrapper.function, arguments, wrapper.keywords, wrapper.origin)
    return dataclasses.replace(optimizer, named_transforms=parts, transform=whole)


def _chained(calls: Sequence[Call], origin: str) -> Expr:
    """Transformations as one, each on a line of its own."""
    if not calls:
        return Call(Symbol("optax", "identity"))
    if len(calls) == 1:
        return calls[0]
    return Call(Symbol("optax", "chain"), tuple(calls), origin=origin, multiline=True)


def _one(item: Transform | Partition) -> Call:
    if isinstance(item, Transform):
        return item.call
    branches: dict[str, Expr] = {
        branch.label: Name(_name(branch.label))
        if item.stage != "post_rate"
        else _chained(tuple(inner.call for inner in branch.chain), item.origin)
        for branch in item.branches
    }
    return _partition(branches, item.labels, item.origin)


def _partition(branches: Mapping[str, Expr], labels: str, origin: str) -> Call:
    mapped = DictExpr(tuple((Literal(label), branch) for label, branch in branches.items()))
    return Call(Symbol("optax", "partition"), (mapped, Name(labels)), origin=origin)


def _name(label: str) -> str:
    return f"{label}_optimizer"
