"""Images in a folder per class."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import Expr


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
