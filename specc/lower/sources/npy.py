"""Two files of NumPy's."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Source
from specc.ir.expr import Expr
from specc.lower.around import Around
from specc.spec.file import name_of
from specc.spec.sources.npy import Npy as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Npy(Source):
    """A file of inputs, and one of targets."""

    inputs: Expr
    targets: Expr


def lower(written: Written, around: Around) -> Npy:
    """The files are settings, so that copies elsewhere will do."""
    doc = "the {}: an .npy file"
    inputs = around.file("inputs", written.inputs, doc.format("inputs"), "data.source.inputs")
    targets = around.file("targets", written.targets, doc.format("targets"), "data.source.targets")
    return Npy(
        template="npy",
        noun=f"the examples of {name_of(written.inputs)}",
        settings=(inputs, targets),
        origin="data.source",
        readers=("read_npy",),
        inputs=inputs,
        targets=targets,
    )
