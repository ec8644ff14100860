"""Two files in the format of MNIST."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import Expr
from specc.language.file import name_of
from specc.language.sources.idx import Idx as SpecBlock
from specc.lower.source_context import SourceContext


@dataclass(frozen=True)
class Idx(Source):
    """A file of images and one of labels."""

    images: Expr
    labels: Expr

    @property
    def files(self) -> tuple[tuple[str, Expr], ...]:
        """Each by the name of its array."""
        return tuple(zip(self.names, (self.images, self.labels), strict=True))


def lower(spec: SpecBlock, context: SourceContext) -> Idx:
    """The files are settings, so that copies elsewhere will do."""
    doc = "the {}: an IDX file"
    images = context.file("images", spec.images, doc.format("images"), "data.source.images")
    labels = context.file("labels", spec.labels, doc.format("labels"), "data.source.labels")
    return Idx(
        template="idx",
        noun_phrase=f"the images of {name_of(spec.images)}",
        origin="data.source",
        images=images,
        labels=labels,
    )
