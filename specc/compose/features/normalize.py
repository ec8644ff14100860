"""Inputs that are kept as the bytes that they were stored as, and become floats in the step."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.compose.step import Core, InputTransform
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


def nodes(program: Program) -> Iterator[Renderable]:
    """None: the function that does it is with the data."""
    yield from ()


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The model sees floats."""
    normalization = program.data.normalization
    if not (isinstance(node, Core) and normalization.in_step):
        return node
    change = InputTransform(
        stage="prepare", value=pattern("normalize(x)", origin=normalization.origin)
    )
    return dataclasses.replace(node, input_transforms=(*node.input_transforms, change))
