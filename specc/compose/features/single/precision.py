"""Casts to the dtypes that training computes in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.step import Core, InputTransform
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Symbol
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class CastParams(Node):
    """The dtype of the parameters that the state has."""

    template: ClassVar[str] = "step/cast_params"
    dtype: Symbol


def nodes(program: Program) -> Iterator[Renderable]:
    """If the parameters are kept in less than float32."""
    precision = program.precision
    if precision is not None and precision.params is not None:
        yield CastParams(dtype=precision.params, origin=precision.origin)


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The model is given parameters and inputs, and gives outputs, in the dtypes that they are to have."""
    precision = program.precision
    if precision is None or not isinstance(node, Core):
        return node
    origin = precision.origin
    if precision.compute is not None:
        read = pattern("optax.tree.cast(x, dtype)", dtype=precision.compute, origin=origin)
        node = dataclasses.replace(node, param_transforms=(*node.param_transforms, read))
    if precision.inputs is not None:
        cast = pattern("x.astype(dtype)", dtype=precision.inputs, origin=origin)
        change = InputTransform(stage="cast", value=cast)
        node = dataclasses.replace(node, input_transforms=(*node.input_transforms, change))
    if precision.output is not None:
        back = pattern("x.astype(dtype)", dtype=precision.output, origin=origin)
        node = dataclasses.replace(node, output_transforms=(*node.output_transforms, back))
    return node
