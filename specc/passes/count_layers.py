"""Assigns layer indices to parameters, for layer-wise learning rate decay."""

from __future__ import annotations

import dataclasses

from specc.ir.model import LayerDepths
from specc.ir.optimizer import Choice, Function, LayerOf
from specc.ir.program import Program
from specc.ir.update import Update


def transform(program: Program) -> Program:
    """Layer-dependent functions have the layer indices of the model."""
    return dataclasses.replace(
        program, updates=tuple(_of_update(program, update) for update in program.updates)
    )


def postcondition(program: Program) -> bool:
    """Layer-dependent functions have the layer indices of the model."""
    return all(
        function.output_layer is not None
        for update in program.updates
        for function in update.optimizer.functions
        if isinstance(function, LayerOf) or (isinstance(function, Choice) and function.layer_decay)
    )


def _of_update(program: Program, update: Update) -> Update:
    depths = program.network(update.network).model.depths
    if depths is None:
        return update
    functions = tuple(_counted(function, depths) for function in update.optimizer.functions)
    optimizer = dataclasses.replace(update.optimizer, functions=functions)
    return dataclasses.replace(update, optimizer=optimizer)


def _counted(function: Function, depths: LayerDepths) -> Function:
    if isinstance(function, LayerOf):
        return dataclasses.replace(function, cases=depths.cases, output_layer=depths.output_layer)
    if isinstance(function, Choice) and function.layer_decay is not None:
        return dataclasses.replace(function, output_layer=depths.output_layer)
    return function
