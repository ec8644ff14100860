"""Assigns layer indices to parameters, for layer-wise learning rate decay."""

from __future__ import annotations

import dataclasses

from specc.ir.model import LayerDepths
from specc.ir.optimizer import Choice, Function, LayerOf
from specc.ir.program import Program


def transform(program: Program) -> Program:
    """Layer-dependent functions have the layer indices of the model."""
    depths = program.model.depths
    if depths is None:
        return program
    functions = tuple(_counted(function, depths) for function in program.optimizer.functions)
    optimizer = dataclasses.replace(program.optimizer, functions=functions)
    return dataclasses.replace(program, optimizer=optimizer)


def postcondition(program: Program) -> bool:
    """Layer-dependent functions have the layer indices of the model."""
    return all(
        function.output_layer is not None
        for function in program.optimizer.functions
        if isinstance(function, LayerOf) or (isinstance(function, Choice) and function.layer_decay)
    )


def _counted(function: Function, depths: LayerDepths) -> Function:
    if isinstance(function, LayerOf):
        return dataclasses.replace(function, cases=depths.cases, output_layer=depths.output_layer)
    if isinstance(function, Choice) and function.layer_decay is not None:
        return dataclasses.replace(function, output_layer=depths.output_layer)
    return function
