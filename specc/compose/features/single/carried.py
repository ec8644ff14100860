"""What a loss keeps in the state from step to step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class CarriedArray(Node):
    """The field of the state, and its values before the first step and after a forward pass."""

    template: ClassVar[str] = "step/carried"
    name: str
    first: Expr
    after: Expr
    comment: str


def nodes(program: Program) -> Iterator[Renderable]:
    """If a loss has something to keep."""
    for loss in program.losses:
        for item in loss.carried:
            yield CarriedArray(
                name=item.name,
                first=item.first,
                after=item.after,
                comment=item.comment,
                origin=item.origin,
            )
