"""Files in the format of MNIST."""

from __future__ import annotations

from specc.ir.sources.idx import Idx
from specc.language.file import name_of
from specc.language.sources.idx import Idx as SpecBlock
from specc.lower.source_context import SourceContext


def lower(spec: SpecBlock, context: SourceContext) -> Idx:
    """The files are settings, so that copies elsewhere will do."""
    doc = "the {}: an IDX file"
    images = context.file("images", spec.images, doc.format("images"), "data.source.images")
    labels = None
    if context.has_targets and spec.labels is not None:
        labels = context.file("labels", spec.labels, doc.format("labels"), "data.source.labels")
    return Idx(
        template="idx",
        noun_phrase=f"the images of {name_of(spec.images)}",
        origin="data.source",
        images=images,
        labels=labels,
    )
