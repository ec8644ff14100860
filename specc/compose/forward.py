"""What the loss function of an update computes from a batch."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Expr, Name, Pattern
from specc.ir.node import Node
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Forward:
    """A call on the input column, `callee(*leading, x, *trailing, **arguments)`, and the name of its result.

    Attributes:
        predicted: what the module-level function `predict` returns, if the same call makes predictions.
        given: columns that the model sees after the input.
    """

    result: str
    callee: Name
    leading: tuple[Expr, ...] = ()
    trailing: tuple[Expr, ...] = ()
    arguments: tuple[Argument, ...] = ()
    predicted: str | None = None
    given: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EvaluatedNetwork(Node):
    """A node that uses a network after its training; `eval_params` are its parameters then."""

    network: str = "model"
    eval_params: Expr


def conditions(program: Program) -> tuple[str, ...]:
    """The columns that networks are given besides their inputs."""
    column = program.data.column("condition")
    return () if column is None else (column.name,)


def conditioned(program: Program, callee: str, *arguments: str) -> Pattern:
    """A call of a network, with what it is given besides."""
    return pattern(f"{callee}({', '.join((*arguments, *conditions(program)))})")


def normalized(program: Program, value: Expr) -> Expr:
    """Inputs of a batch, as floats."""
    normalization = program.data.normalization
    if not normalization.in_step:
        return value
    return pattern("normalize(x)", x=value, origin=normalization.origin)
