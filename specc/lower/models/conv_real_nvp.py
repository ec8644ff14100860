"""RealNVP of images at several scales."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.images import Image
from specc.ir.multiscale_flow import MultiscaleFlow, ResidualNetwork
from specc.ir.settings import Bounds
from specc.language.models.conv_real_nvp import CHANNEL, CHECKERBOARD, LAST, most_scales
from specc.language.models.conv_real_nvp import ConvRealNvp as SpecBlock
from specc.lower.condition import condition_of
from specc.lower.flow import summary
from specc.lower.images import image_of
from specc.lower.settings import Settings
from specc.lower.sizes import size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> MultiscaleFlow:
    """Scales, and the widths and depths of the networks, are settings."""
    image, condition = image_of(data.input), condition_of(spec, data)
    bounds = Bounds(1, most_scales(image.height, image.width))
    doc = "number of scales; each but the last halves height and width"
    return MultiscaleFlow(
        template="flows/multiscale/conv_real_nvp",
        class_name="ConvRealNVP",
        summary=summary("RealNVP (Dinh et al. 2017), at several scales", data),
        words="RealNVP",
        collections=(),
        macs=_macs(spec, image),
        origin="model",
        given_class=condition,
        image=image,
        scales=size(settings, "scales", spec.scales, doc, bounds),
        network=ResidualNetwork(
            width=size(settings, "width", spec.width, "channels of the residual networks"),
            blocks=size(settings, "blocks", spec.blocks, "residual blocks of each network"),
            given_class=condition,
        ),
    )


def _macs(spec: SpecBlock, image: Image) -> int:
    """Of the convolutions of all networks, each with a kernel of 3x3."""

    def network(pixels: int, channels: int) -> int:
        hidden = 2 * spec.blocks * spec.width
        return 9 * pixels * spec.width * (channels + hidden + 2 * channels)

    pixels, channels = image.height * image.width, image.channels
    total = 0
    for _ in range(spec.scales - 1):
        total += CHECKERBOARD * network(pixels, channels)
        pixels //= 4
        total += CHANNEL * network(pixels, 4 * channels)
        channels *= 2
    return total + LAST * network(pixels, channels)
