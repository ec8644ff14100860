"""Files of NumPy's."""

from __future__ import annotations

from specc.ir.sources.npy import Npy
from specc.language.file import name_of
from specc.language.sources.npy import Npy as SpecBlock
from specc.lower.source_context import SourceContext


def lower(spec: SpecBlock, context: SourceContext) -> Npy:
    """The files are settings, so that copies elsewhere will do."""
    doc = "the {}: an .npy file"
    inputs = context.file("inputs", spec.inputs, doc.format("inputs"), "data.source.inputs")
    targets = weight = None
    if context.has_targets and spec.targets is not None:
        words = doc.format("targets")
        targets = context.file("targets", spec.targets, words, "data.source.targets")
    if spec.weight is not None:
        weight = context.file("weight", spec.weight, doc.format("weights"), "data.source.weight")
    return Npy(
        template="npy",
        noun_phrase=f"the examples of {name_of(spec.inputs)}",
        origin="data.source",
        inputs=inputs,
        targets=targets,
        weight=weight,
        class_names=context.class_names,
        has_weights=weight is not None,
    )
