"""Two files of NumPy's."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Source
from specc.ir.expr import Expr, Local, Setting
from specc.lower.around import Around
from specc.spec.file import name_of
from specc.spec.sources.npy import Npy as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Npy(Source):
    """A file of inputs, one of targets, and perhaps one of weights."""

    inputs: Expr
    targets: Expr
    weight: Expr | None


def lower(written: Written, around: Around) -> Npy:
    """The files are settings, so that copies elsewhere will do."""
    doc = "the {}: an .npy file"
    inputs = around.file("inputs", written.inputs, doc.format("inputs"), "data.source.inputs")
    targets = around.file("targets", written.targets, doc.format("targets"), "data.source.targets")
    files: list[Setting | Local] = [inputs, targets]
    weight = None
    if written.weight is not None:
        weight = around.file("weight", written.weight, doc.format("weights"), "data.source.weight")
        files.append(weight)
    return Npy(
        template="npy",
        noun=f"the examples of {name_of(written.inputs)}",
        settings=tuple(files),
        origin="data.source",
        readers=("read_npy",),
        inputs=inputs,
        targets=targets,
        weight=weight,
        weighted=weight is not None,
    )
