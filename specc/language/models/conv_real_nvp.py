"""`type: conv_real_nvp`."""

import math
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.fields import Width
from specc.language.model import of_layer, within

CHECKERBOARD, CHANNEL, LAST = 3, 3, 4
"""Couplings of a scale by each kind of mask, and those of the last scale (Dinh et al. 2017, section 3.6)."""


class ConvRealNvp(ConditionalModel):
    """RealNVP of images (Dinh et al. 2017): affine couplings at several scales, by residual networks.

    A scale has three couplings masked by checkerboards and, once 2 x 2 pixels have become channels, three
    masked by channels; half of its channels are latents, and half go on to the next scale. The last scale has
    four couplings masked by checkerboards. Unlike the paper's, networks have no batch normalization.
    """

    type: Literal["conv_real_nvp"] = "conv_real_nvp"
    scales: Annotated[int, Field(ge=1, le=16)] = Field(
        2, description="Number of scales; each but the last halves height and width."
    )
    width: Width = Field(
        32,
        description="Channels of the residual networks; the paper has 32, and 64 for CIFAR-10.",
    )
    blocks: Annotated[int, Field(ge=1, le=100)] = Field(
        2, description="Residual blocks of each network; the paper has 2 to 8."
    )

    inputs: ClassVar = "image"
    instead: ClassVar = "real_nvp"
    provides: ClassVar = frozenset({"transform", "invert"})
    kernels: ClassVar = {
        "**/first/**": "convolution",
        "**/conv1/**": "convolution",
        "**/conv2/**": "convolution",
        "**/output/**": "convolution",
    }

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        blocks = range(self.blocks)
        convs = [f"blocks/{number}/{conv}" for number in blocks for conv in ("conv1", "conv2")]
        layers = [path for conv in ("first", *convs, "output") for path in of_layer(conv)]
        network = within("net", *layers, *self.embeddings("class_embedding"))
        return tuple(
            path for coupling in self._couplings for path in within(coupling, "bound", *network)
        )

    @property
    def _couplings(self) -> tuple[str, ...]:
        """Paths of the couplings."""
        lists = {"last": LAST}
        for scale in range(self.scales - 1):
            lists |= {f"checkerboard/{scale}": CHECKERBOARD, f"channel/{scale}": CHANNEL}
        return tuple(f"{name}/layers/{n}" for name, count in lists.items() for n in range(count))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`: the outputs of the networks."""
        return ("**/net/output/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`."""
        return len(self._couplings) * 2 * (self.blocks + 1) - 1


def halvings(height: int, width: int) -> int:
    """How often an image can be halved without a remainder."""
    both = math.gcd(height, width)
    return (both & -both).bit_length() - 1


def most_scales(height: int, width: int) -> int:
    """The most scales of an image, the last of which has two pixels or more for a checkerboard.

    An image of one pixel has none.
    """
    most = halvings(height, width)
    return most if height >> most == width >> most == 1 else most + 1
