"""Discriminators of strided convolutions."""

from __future__ import annotations

from specc.ir.convolutions import Discriminator, Encoder
from specc.ir.data import Data
from specc.ir.pattern import pattern
from specc.ir.spectral_norm import SINGULAR_VECTORS
from specc.language.models.conv_discriminator import ConvDiscriminator
from specc.lower.condition import condition_of
from specc.lower.convolutions import lower_channels, macs
from specc.lower.images import image_of
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings


def lower(spec: ConvDiscriminator, data: Data, settings: Settings) -> Discriminator:
    """One number for each image; leaky ReLU is DCGAN's activation here."""
    image, condition = image_of(data.input), condition_of(spec, data)
    extents = ", ".join(map(str, ("batch", *data.input.shape)))
    doc = "of the convolutions, each of which halves the maps"
    return Discriminator(
        template="conv_discriminator",
        class_name="Discriminator",
        summary=f"{data.input.name.capitalize()} ({extents}) ->",
        words="a discriminator",
        collections=(SINGULAR_VECTORS,) if spec.spectral_norm else (),
        macs=macs(spec.channels, image, 1),
        origin="model",
        given_class=condition,
        input=data.input.name,
        extents=extents,
        channels=lower_channels(spec.channels, image, settings, doc),
        encoder=Encoder(
            image=image,
            activation=pattern("nnx.leaky_relu(x, 0.2)"),
            norm=lower_norm(spec.norm),
            spectral_norm=spec.spectral_norm,
            given_class=condition,
        ),
    )
