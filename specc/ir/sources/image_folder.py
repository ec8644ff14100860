"""Images in a folder per class."""

from __future__ import annotations

from typing import ClassVar
from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, ListExpr, Literal, Name
from specc.ir.pattern import pattern
from specc.ir.source import Source


@dataclass(frozen=True)
class ImageFolder(Source):
    """A folder, and what its images become.

    Attributes:
        mode: what Pillow calls it.
        alpha: what becomes of transparency; None if images must be opaque.
        background: red, green and blue behind composited images.
        shape: of one image.
        resized: whether they are resized to that height and width, or have to have them.
        class_names: the folders of the classes.
        required: those that must be there, if evaluation or test data lacks classes; None if all must be.
    """

    writer: ClassVar[str] = "image_folder"
    numbers_labels: ClassVar[bool] = True
    path: Expr
    mode: str
    alpha: OneOf["composite", "drop", "keep"] | None
    background: tuple[int, int, int]
    shape: tuple[int, ...]
    resized: bool
    class_names: tuple[str, ...]
    required: tuple[str, ...] | None = None

    @property
    def listing(self) -> Expr:
        """The call that lists the files."""
        if self.required is None:
            return pattern("list_images(path)", path=self.path)
        required: Expr = Name("CLASSES")
        if self.required != self.class_names:
            required = ListExpr(tuple(map(Literal, self.required)))
        return pattern("list_images(path, required)", path=self.path, required=required)
