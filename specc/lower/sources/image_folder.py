"""Images in a folder per class."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import Expr
from specc.language.file import name_of
from specc.language.sources.image_folder import ImageFolder as SpecBlock
from specc.lower.source_context import SourceContext

_MODES = {"gray": "L", "rgb": "RGB"}


@dataclass(frozen=True)
class ImageFolder(Source):
    """A folder, and what its images become.

    Attributes:
        mode: what Pillow calls it.
        shape: of one image.
        resized: whether they are resized to that height and width, or have to have them.
        class_names: the folders of the classes.
    """

    path: Expr
    mode: str
    shape: tuple[int, ...]
    resized: bool
    class_names: tuple[str, ...]


def lower(spec: SpecBlock, context: SourceContext) -> ImageFolder:
    """The folder is a setting, so that a copy elsewhere will do; its classes are as in the facts."""
    facts = context.facts
    assert facts.class_names is not None, "a rule has seen to it"
    doc = "the data: a folder of images per class"
    path = context.file("data", spec.path, doc, "data.source.path")
    return ImageFolder(
        template="image_folder",
        noun_phrase=f"the images of {name_of(spec.path)}",
        origin="data.source",
        decodes_lazily=spec.decodes,
        path=path,
        mode=_MODES[spec.mode],
        shape=facts.shape,
        resized=spec.size is not None,
        class_names=facts.class_names,
    )
