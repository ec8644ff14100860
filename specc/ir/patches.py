"""Images cut into patches, and the blocks that work on them."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Literal, Name, Setting
from specc.ir.images import Image
from specc.ir.model import Dropout, KernelInit
from specc.ir.pattern import pattern

PATCHES, WIDTH, DEPTH = Setting("patches"), Setting("width"), Setting("depth")
SIZE = Setting("patch_size")


@dataclass(frozen=True, kw_only=True)
class ToPatches:
    """The function that cuts images."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "patches"
    image: Image
    origin: str = "model.patch_size"

    @property
    def channels(self) -> tuple[Expr, ...]:
        """The last axis, in images that have one."""
        return () if self.image.gray else (Literal(self.image.channels),)

    @property
    def numbers(self) -> Expr:
        """Of a patch."""
        return numbers(self.image, Name("size"))

    @property
    def cut(self) -> Expr:
        """The image with axes for rows and columns of patches."""
        return _cut("image", self.image)


@dataclass(frozen=True, kw_only=True)
class FromPatches:
    """The function that puts patches together again."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "from_patches"
    image: Image
    origin: str = "model.patch_size"

    @property
    def cut(self) -> Expr:
        """`x` with axes for rows and columns of patches."""
        return _cut("x", self.image)

    @property
    def joined(self) -> Expr:
        """These as images, once rows of pixels stand beside rows of patches."""
        shape = (self.image.height, self.image.width, self.image.channels)
        sizes = ", ".join(map(str, shape[:2] if self.image.gray else shape))
        return pattern(f"x.swapaxes(2, 3).reshape(-1, {sizes})")


@dataclass(frozen=True, kw_only=True)
class BlockMlp:
    """The class of the perceptron in a block."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "block_mlp"
    kernel_init: KernelInit
    dropout: Dropout | None
    origin: str = "model"

    @property
    def hidden(self) -> Call:
        """Its first layer."""
        return self.kernel_init.hidden_layer("Linear", Name("width"), Name("hidden"))

    @property
    def output(self) -> Call:
        """Its second layer."""
        return self.kernel_init.hidden_layer("Linear", Name("hidden"), Name("width"))

    @property
    def activated(self) -> Expr:
        """What the first makes of `x`."""
        return self._dropped(pattern("nnx.gelu(self.hidden(x))"))

    @property
    def finished(self) -> Expr:
        """What the second makes of that."""
        return self._dropped(pattern("self.output(x)"))

    def _dropped(self, x: Expr) -> Expr:
        return self.dropout.of(x) if self.dropout else x


def _cut(name: str, image: Image) -> Expr:
    """An array with axes for rows, columns, and what is within a patch."""
    h, w = Literal(image.height), Literal(image.width)
    if image.gray:
        return pattern(f"{name}.reshape(-1, h // size, size, w // size, size)", h=h, w=w)
    source = f"{name}.reshape(-1, h // size, size, w // size, size, c)"
    return pattern(source, h=h, w=w, c=Literal(image.channels))


def numbers(image: Image, patch: Expr) -> Expr:
    """How many numbers a patch of some size has."""
    channels = Literal(image.channels)
    square: Expr = pattern("n**2", n=patch)
    return square if image.channels == 1 else pattern("n**2 * c", n=patch, c=channels)


def embedding(kernel_init: KernelInit, image: Image) -> Call:
    """The layer that makes vectors of patches."""
    return kernel_init.hidden_layer("Linear", numbers(image, SIZE), WIDTH)
