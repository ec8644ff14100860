"""Normalizing flows of images at several scales."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.condition import Conditioned
from specc.ir.convolutions import Planes
from specc.ir.expr import Expr, Literal, Name
from specc.ir.images import Image
from specc.ir.model import Model
from specc.ir.node import Renderable
from specc.ir.pattern import pattern

_FOLDER = "model/flows/multiscale/"


@dataclass(frozen=True, kw_only=True)
class Squeeze:
    """The functions that make channels of pixels, and pixels of channels."""

    folder: ClassVar[str] = _FOLDER
    template: ClassVar[str] = "squeeze"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Masks:
    """The functions that say what couplings leave unchanged."""

    folder: ClassVar[str] = _FOLDER
    template: ClassVar[str] = "masks"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class ResidualNetwork(Conditioned):
    """The classes of the networks of couplings.

    Attributes:
        width: channels of their maps.
        blocks: residual blocks of each.
    """

    folder: ClassVar[str] = _FOLDER
    template: ClassVar[str] = "residual_network"
    width: Expr
    blocks: Expr
    origin: str = "model"

    @property
    def adds(self) -> bool:
        """Whether an embedding of the class is added to the first maps."""
        return self.given_class is not None and self.given_class.how == "add"

    @property
    def inputs(self) -> Expr:
        """Channels of what the first convolution is given."""
        return self.widened(Name("inputs"))

    @property
    def first(self) -> Expr:
        """The first maps, of `x`."""
        if self.given_class is None:
            return pattern("self.first(x)")
        vector = self.given_class.vector
        if self.adds:
            added = "self.first(x) + self.class_embedding(vector)[:, None, None]"
            return pattern(added, vector=vector)
        return pattern("self.first(add_planes(x, vector))", vector=vector)

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", self.width)

    @property
    def helpers(self) -> tuple[Renderable, ...]:
        """The function that joins labels to maps, if that is how they are given."""
        return () if self.given_class is None or self.adds else (Planes(),)


@dataclass(frozen=True, kw_only=True)
class MapCoupling(Conditioned):
    """The class of affine couplings of maps."""

    folder: ClassVar[str] = _FOLDER
    template: ClassVar[str] = "affine_coupling"
    origin: str = "model"

    @property
    def seen(self) -> str:
        """What its network sees."""
        return "what it leaves unchanged" + (" and the class" if self.given_class else "")


@dataclass(frozen=True, kw_only=True)
class Couplings(Conditioned):
    """The class of couplings one after the other."""

    folder: ClassVar[str] = _FOLDER
    template: ClassVar[str] = "couplings"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class MultiscaleFlow(Model, Conditioned):
    """An invertible model of images at several scales.

    Attributes:
        scales: how many there are.
        network: the class of the networks of its couplings.
    """

    image: Image
    scales: Expr
    network: ResidualNetwork

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"transform", "invert"})

    @property
    def uses_xla_convolutions(self) -> bool:
        """It has no others."""
        return True

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The classes and functions of its parts."""
        given = self.given_class
        return (
            Squeeze(),
            Masks(),
            *self.network.helpers,
            self.network,
            MapCoupling(given_class=given),
            Couplings(given_class=given),
        )

    @property
    def extents(self) -> str:
        """The shape of a batch of images, for docstrings."""
        image = self.image
        channels = () if image.gray else (image.channels,)
        return ", ".join(map(str, ("batch", image.height, image.width, *channels)))

    @property
    def channels(self) -> Expr:
        """Of the maps at `scale`."""
        if self.image.channels == 1:
            return pattern("2**scale")
        return pattern("channels * 2**scale", channels=Literal(self.image.channels))

    @property
    def maps(self) -> Expr:
        """The images with an axis for channels."""
        return pattern("x[..., None]") if self.image.gray else Name("x")

    @property
    def latents(self) -> Expr:
        """The latents with an axis for channels."""
        return pattern("z[..., None]") if self.image.gray else Name("z")

    @property
    def images(self) -> Expr:
        """Maps as images."""
        return pattern("h[..., 0]") if self.image.gray else Name("h")
