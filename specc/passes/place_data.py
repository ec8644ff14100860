"""Where the training examples are while training runs."""

from __future__ import annotations

import dataclasses

from specc.ir.program import Program

_BUDGET = 2 * 2**30  # bytes; any accelerator has as much to spare, and most machines


def transform(program: Program) -> Program:
    """Training examples are on the device if they fit, or else in the host's memory or their file."""
    data = program.data
    placement = data.placement
    if placement is None:
        fits = data.train_rows * data.bytes_per_example <= _BUDGET
        placement = "device" if fits or not data.normalization.by_example else "host"
    return dataclasses.replace(program, data=dataclasses.replace(data, placement=placement))


def holds(program: Program) -> bool:
    """It is decided; what stays on the host is normalized example by example."""
    data = program.data
    return data.placement == "device" or (
        data.placement == "host" and data.normalization.by_example
    )
