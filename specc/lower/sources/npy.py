"""Two files of NumPy's."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import Expr
from specc.language.file import name_of
from specc.language.sources.npy import Npy as SpecBlock
from specc.lower.source_context import SourceContext


@dataclass(frozen=True)
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


def lower(spec: SpecBlock, context: SourceContext) -> Npy:
    """The files are settings, so that copies elsewhere will do."""
    doc = "the {}: an .npy file"
    inputs = context.file("inputs", spec.inputs, doc.format("inputs"), "data.source.inputs")
    targets = context.file("targets", spec.targets, doc.format("targets"), "data.source.targets")
    weight = None
    if spec.weight is not None:
        weight = context.file("weight", spec.weight, doc.format("weights"), "data.source.weight")
    return Npy(
        template="npy",
        noun_phrase=f"the examples of {name_of(spec.inputs)}",
        origin="data.source",
        inputs=inputs,
        targets=targets,
        weight=weight,
        has_weights=weight is not None,
    )
