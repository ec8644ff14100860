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
    """A file of inputs, one of targets, and perhaps one of weights."""

    inputs: Expr
    targets: Expr
    weight: Expr | None

    @property
    def files(self) -> tuple[tuple[str, Expr], ...]:
        """Each by the name of its array."""
        files = (self.inputs, self.targets, *([self.weight] if self.weight is not None else []))
        return tuple(zip(self.names, files, strict=True))


def lower(written: Written, around: Around) -> Npy:
    """The files are settings, so that copies elsewhere will do."""
    doc = "the {}: an .npy file"
    inputs = around.file("inputs", written.inputs, doc.format("inputs"), "data.source.inputs")
    targets = around.file("targets", written.targets, doc.format("targets"), "data.source.targets")
    weight = None
    if written.weight is not None:
        weight = around.file("weight", written.weight, doc.format("weights"), "data.source.weight")
    return Npy(
        template="npy",
        noun_phrase=f"the examples of {name_of(written.inputs)}",
        origin="data.source",
        inputs=inputs,
        targets=targets,
        weight=weight,
        has_weights=weight is not None,
    )
