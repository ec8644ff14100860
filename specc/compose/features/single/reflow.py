"""Pairs of noise and examples that the flow of another run makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.samplers.ode import Solver
from specc.fast_dataclasses import dataclass
from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.sources.reflow import Reflow


@dataclass(frozen=True, kw_only=True)
class MakePairs(Node):
    """The functions that follow the flow, and make the columns.

    Attributes:
        input: what the examples are called.
        shape: of an example.
        method: the name of the method, as in "by Euler's method".
        arrays: what is taken of the other run, by name in the state.
    """

    template: ClassVar[str] = "data/readers/make_pairs"
    input: str
    shape: tuple[int, ...]
    method: str
    steps: Expr
    solver: Solver
    arrays: DictExpr

    @property
    def extents(self) -> str:
        """The shape of the examples."""
        return ", ".join(map(str, ("n", *self.shape)))


def nodes(program: Program) -> Iterator[Renderable]:
    """If that is where the examples come from."""
    source = program.data.source
    if not isinstance(source, Reflow):
        return
    [network] = program.networks
    names = ("params", *(item.name for item in network.model.collections))
    yield MakePairs(
        input=program.data.input.name,
        shape=program.data.input.shape,
        method=source.words,
        steps=source.steps,
        solver=Solver(template=source.method, origin=source.origin),
        arrays=DictExpr(tuple((Literal(name), Name(f"state.{name}")) for name in names)),
        origin=source.origin,
    )
