"""The gated PixelCNN."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal, Name, Setting
from specc.ir.images import Image
from specc.ir.masked_linear import MaskedLinear
from specc.ir.model import LayerDepths, Layered, first_key_in, in_lists
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class MaskedConv:
    """The class of a convolution that sees some of the pixels around each."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "masked_conv"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class GatedLayer:
    """The class of a layer of both stacks.

    Attributes:
        vertical: the gated features of the vertical stack, some of them dropped in training.
        horizontal: those of the horizontal stack.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "gated_layer"
    vertical: Expr
    horizontal: Expr
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """The layer before the output: of pixels, or of channels that see those before them.

    Attributes:
        channels: of the image.
    """

    folder: ClassVar[str] = "model/pixel_cnn/"
    template: str
    channels: int = 1
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Features:
    """The lines that apply it."""

    folder: ClassVar[str] = "model/pixel_cnn/"
    template: str
    input: str
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class PixelCnn(Layered):
    """Masked convolutions of the image, gated layers, and two linear layers of each pixel.

    Attributes:
        extents: the shape of its outputs, for a comment.
    """

    image: Image
    extents: str

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"autoregress"})

    @property
    def maps(self) -> Expr:
        """The input with an axis for channels."""
        x = Name(self.input)
        return pattern("x[..., None]", x=x) if self.image.gray else x

    @property
    def hidden(self) -> Hidden:
        """The layer before the output."""
        several = self.image.channels > 1
        return Hidden(
            template="hidden_of_channels" if several else "hidden", channels=self.image.channels
        )

    @property
    def features(self) -> Features:
        """The lines that apply it."""
        template = "features" if self.image.gray else "features_of_channel"
        template = "features_of_channels" if self.image.channels > 1 else template
        return Features(template=template, input=self.input)

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The classes of its layers."""
        layer = GatedLayer(
            vertical=self.dropped(pattern("gate(above)")),
            horizontal=self.dropped(pattern("gate(self.horizontal(h) + self.link(above))")),
        )
        masked = (MaskedLinear(),) if self.image.channels > 1 else ()
        return (*super().definitions, *masked, MaskedConv(), layer)

    @property
    def depths(self) -> LayerDepths:
        """The first convolutions, then the gated layers, then the layers after them."""
        first = Case(first_key_in("above", "left"), Literal(0))
        last = pattern("1 + n", n=Setting("depth"))
        return LayerDepths((first, in_lists(("layers",), Literal(1))), last)
