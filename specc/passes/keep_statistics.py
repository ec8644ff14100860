"""Which statistics of the training examples outlive the loading of the data."""

from __future__ import annotations

import dataclasses

from specc.ir.program import Program


def transform(program: Program) -> Program:
    """Statistics are kept where a metric reads them or a checkpoint is to have them, and nowhere else."""
    if program.run.checkpoints:
        return program
    normalization = dataclasses.replace(program.data.normalization, statistics=())
    return dataclasses.replace(
        program, data=dataclasses.replace(program.data, normalization=normalization)
    )


def holds(program: Program) -> bool:
    """Without checkpoints, only statistics of targets are left."""
    return bool(program.run.checkpoints) or not program.data.normalization.statistics
