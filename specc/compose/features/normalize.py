"""Inputs that are kept as the bytes that they were stored as, and become floats in the step."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.step import Change, Core
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.lower.normalizations.unit import DivideBy


@dataclasses.dataclass(frozen=True, kw_only=True)
class Normalize(Node):
    """The function that scales a batch of bytes."""

    template: ClassVar[str] = "data/normalize"
    input: str
    divisor: int | float


def nodes(program: Program) -> Iterator[Renderable]:
    """If inputs are bytes."""
    normalization = program.data.normalization
    if isinstance(normalization, DivideBy) and normalization.in_step:
        yield Normalize(
            input=program.data.input.name,
            divisor=normalization.divisor,
            origin=normalization.origin,
        )


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The model sees floats."""
    normalization = program.data.normalization
    if not (isinstance(node, Core) and normalization.in_step):
        return node
    change = Change(stage="prepare", value=pattern("normalize(x)", origin=normalization.origin))
    return dataclasses.replace(node, changes=(*node.changes, change))
