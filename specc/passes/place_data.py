"""Chooses where examples are kept during training."""

from __future__ import annotations

import dataclasses
from typing import Literal as OneOf

from specc.ir.data import Data, Reader
from specc.ir.expr import Setting
from specc.ir.program import Program
from specc.ir.settings import Bounds, Field

_DEVICE = 2 * 2**30  # bytes; fits on any accelerator and most machines
_MEMORY = 4 * 2**30  # bytes of decoded examples; more would crowd out the rest of many machines
_THREADS = Field(
    "decode_threads",
    "int",
    16,
    "threads that read and decode images",
    "run",
    Bounds(1),
    "data.placement",
    ignored_on_resume=True,
)


def transform(program: Program) -> Program:
    """Examples are on the device if they fit, or else in the host's memory or in their files."""
    data = program.data
    placement = data.placement or _placement(data)
    data = dataclasses.replace(data, placement=placement)
    if placement != "files" or data.reader is not None:
        return dataclasses.replace(program, data=data)
    kept = sum(item.rows for item in data.eval_sets) * data.bytes_per_example
    data = dataclasses.replace(
        data,
        reader=Reader(Setting(_THREADS.name), _THREADS.origin),
        eval_placement="device" if kept <= _DEVICE else "files",
    )
    return dataclasses.replace(program, data=data, fields=(*program.fields, _THREADS))


def postcondition(program: Program) -> bool:
    """The placement is set; data that is not entirely on the device is normalized per example."""
    data = program.data
    whole = data.placement == "device"
    reads = data.placement == "files" and data.source.decodes_lazily
    return (
        (whole or data.placement == "host" or reads)
        and (whole or data.normalization.per_example)
        and reads == (data.reader is not None)
    )


def _placement(data: Data) -> OneOf["device", "host", "files"]:
    rows = data.rows + sum(item.rows for item in data.external_sets)
    if not data.normalization.per_example:
        return "device"
    if data.source.decodes_lazily and rows * data.bytes_per_example > _MEMORY:
        return "files"
    return "device" if data.train_rows * data.bytes_per_example <= _DEVICE else "host"
