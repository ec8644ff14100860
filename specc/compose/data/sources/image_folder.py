"""Folders of images, one for each class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.data.parts import Assign, Call, Function
from specc.compose.data.sources import arrays
from specc.compose.data.sources.arrays import prepared
from specc.compose.data.sources.lists import texts
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.source import Source
from specc.ir.sources.image_folder import ImageFolder

__all__ = ["constants", "loaded", "prepared", "readers"]


@dataclass(frozen=True, kw_only=True)
class ReadImage(Node):
    """The function that reads an image of a certain size, or resizes it."""

    source: ImageFolder

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/read_image{'_resized' if self.source.resized else ''}"

    @property
    def alpha(self) -> tuple[Renderable, ...]:
        """The line about transparency."""
        match self.source.alpha:
            case None:
                return (Call(value=pattern("check_opaque(image)"), origin=self.origin),)
            case "composite":
                value, origin = pattern("composite(image)"), "data.source.alpha"
                return (Assign(target=Name("image"), value=value, origin=origin),)
            case "keep" if self.mode == "LA":
                value, origin = pattern('image.convert("RGBA")'), "data.source.alpha"
                note = "for a transparent color"
                return (Assign(target=Name("image"), value=value, note=note, origin=origin),)
            case _:
                return ()

    @property
    def mode(self) -> str:
        """What Pillow calls it."""
        return self.source.mode

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return self.source.shape

    @property
    def height(self) -> int:
        """In pixels."""
        return self.source.shape[0]

    @property
    def width(self) -> int:
        """In pixels."""
        return self.source.shape[1]


@dataclass(frozen=True, kw_only=True)
class CheckHeaders(ReadImage):
    """The function that looks at the headers of images."""

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/check_headers{'_resized' if self.source.resized else ''}"


@dataclass(frozen=True, kw_only=True)
class Composite(Node):
    """The function that puts an image over a background."""

    template: ClassVar[str] = "data/readers/composite"
    background: tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Listing(Node):
    """The paths of images that are decoded when they are used."""

    template: ClassVar[str] = "data/sources/image_folder_paths"
    listing: Expr


@dataclass(frozen=True, kw_only=True)
class ListImages(Node):
    """The function that finds the images of a folder."""

    partial: bool

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"data/readers/list_images{'_partial' if self.partial else ''}"


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    del loads
    source, origin = data.source, data.source.origin
    assert isinstance(source, ImageFolder)
    yield ListImages(partial=source.required is not None, origin=origin)
    yield Function(name="check_depth", origin=origin)
    if source.alpha is None:
        yield Function(name="check_opaque", origin=origin)
    elif source.alpha == "composite":
        yield Composite(background=source.background, origin="data.source.alpha")
    yield ReadImage(source=source, origin=origin)
    yield Function(name="decode", origin=origin)
    if data.reader is not None:
        yield CheckHeaders(source=source, origin=origin)


def constants(source: Source) -> Iterator[tuple[str, Expr | None, str]]:
    """See `specc.compose.data.sources.writer`."""
    yield "CLASSES", texts(source.class_names or ()), "by label; each is a folder"


def loaded(data: Data, source: Source, variable: Name, rows: int) -> Renderable:
    """See `specc.compose.data.sources.writer`."""
    assert isinstance(source, ImageFolder)
    if data.reader is None:
        return arrays.loaded(data, source, variable, rows)
    listing = Listing(listing=source.listing, origin=source.origin)
    return Assign(target=variable, value=listing, origin=source.origin)
