"""Pictures of samples."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal
from specc.ir.pattern import pattern

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
    """Images in rows.

    Attributes:
        scale: the extent of each of their pixels in the picture.
        span: the values that are black and white.
    """

    template: ClassVar[str] = "grid"
    function: ClassVar[str] = "write_grid"
    noun: ClassVar[str] = "image"
    words: ClassVar[str] = "a grid"
    scale: int
    span: tuple[float, float]

    @property
    def values(self) -> str:
        """The span in words."""
        low, high = self.span
        return "in [0, 1]" if self.span == (0, 1) else f"from {low:g} to {high:g}"

    @property
    def brightness(self) -> Expr:
        """Images with the span from 0 to 1."""
        low, high = self.span
        image: Expr = pattern("image")
        if low:
            image = pattern(f"image {'-' if low > 0 else '+'} x", x=_number(abs(low)))
        return image if high - low == 1 else pattern("x / y", x=image, y=_number(high - low))


@dataclass(frozen=True, kw_only=True)
class Scatter(Picture):
    """Points in the plane: the first two numbers of each sample."""

    template: ClassVar[str] = "scatter"
    function: ClassVar[str] = "write_scatter"
    noun: ClassVar[str] = "points"
    words: ClassVar[str] = "points"


def _number(value: float) -> Literal:
    """As a person would write it, with the digits of float32."""
    short = float(f"{value:.7g}")
    return Literal(int(short) if short.is_integer() else short)
