"""Images in a folder per class."""

from __future__ import annotations

from specc.ir.sources.image_folder import ImageFolder
from specc.language.file import name_of
from specc.language.sources.image_folder import ImageFolder as SpecBlock
from specc.lower.source_context import SourceContext


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
        mode=spec.pillow_mode,
        alpha=spec.alpha,
        background=spec.behind,
        shape=facts.shape,
        resized=spec.size is not None,
        class_names=facts.class_names,
        required=(context.classes or facts.class_names) if context.classes_vary else None,
    )
