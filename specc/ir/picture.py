"""Pictures of samples."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass

ROW = 8
"""Images in a row of a grid."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """How samples are shown.

    Attributes:
        function: the name of what writes it: a path and samples -> the path.
        noun: what samples are called.
        words: what it is: "a grid".
    """

    folder: ClassVar[str] = "samplers/pictures/"
    template: ClassVar[str]
    function: ClassVar[str]
    noun: ClassVar[str]
    words: ClassVar[str]
    origin: str = "sample"


@dataclass(frozen=True, kw_only=True)
class Grid(Picture):
    """Images in rows; `scale` is the extent of each of their pixels in the picture."""

    template: ClassVar[str] = "grid"
    function: ClassVar[str] = "write_grid"
    noun: ClassVar[str] = "image"
    words: ClassVar[str] = "a grid"
    scale: int


@dataclass(frozen=True, kw_only=True)
class Scatter(Picture):
    """Points in the plane: the first two numbers of each sample."""

    template: ClassVar[str] = "scatter"
    function: ClassVar[str] = "write_scatter"
    noun: ClassVar[str] = "points"
    words: ClassVar[str] = "points"
