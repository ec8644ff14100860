"""Arrays in a file of NumPy's."""

from __future__ import annotations

from specc.ir.sources.npz import Npz
from specc.language.file import name_of
from specc.language.sources.npz import Npz as SpecBlock
from specc.lower.source_context import SourceContext


def lower(spec: SpecBlock, context: SourceContext) -> Npz:
    """The file is a setting, so that a copy elsewhere will do."""
    path = context.file("data", spec.path, "the data: an .npz file", "data.source.path")
    return Npz(
        template="npz",
        noun_phrase=f"the examples of {name_of(spec.path)}",
        origin="data.source",
        path=path,
        inputs=spec.inputs,
        targets=spec.targets if context.has_targets and spec.targets else None,
        weight=spec.weight,
        class_names=context.class_names,
        has_weights=spec.weight is not None,
    )
