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
        h, w = Literal(self.image.height), Literal(self.image.width)
        if self.image.gray:
            return pattern("image.reshape(-1, h // size, size, w // size, size)", h=h, w=w)
        source = "image.reshape(-1, h // size, size, w // size, size, c)"
        return pattern(source, h=h, w=w, c=Literal(self.image.channels))


@dataclass(frozen=True, kw_only=True)
class FromPatches:
    """The function that puts patches together again."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "from_patches"
    image: Image
    origin: str = "model.patch_size"

    @property
    def laid_out(self) -> Expr:
        """`x` with axes for rows and columns of patches, and within each for its rows and columns."""
        h, w = Literal(self.image.height), Literal(self.image.width)
        if self.image.gray:
            return pattern("x.reshape(-1, h // size, w // size, size, size)", h=h, w=w)
        source = "x.reshape(-1, h // size, w // size, size, size, c)"
        return pattern(source, h=h, w=w, c=Literal(self.image.channels))

    @property
    def joined(self) -> Expr:
        """These as images: the rows of a patch beside those of the next one."""
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


def numbers(image: Image, patch: Expr) -> Expr:
    """How many numbers a patch of some size has."""
    channels = Literal(image.channels)
    square: Expr = pattern("n**2", n=patch)
    return square if image.channels == 1 else pattern("n**2 * c", n=patch, c=channels)


def embedding(kernel_init: KernelInit, image: Image) -> Call:
    """The layer that makes vectors of patches."""
    return kernel_init.hidden_layer("Linear", numbers(image, SIZE), WIDTH)
