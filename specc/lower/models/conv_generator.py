"""Generators of transposed convolutions."""

from __future__ import annotations

from specc.ir.convolutions import Decoder, Generator
from specc.ir.data import Data
from specc.ir.pattern import pattern
from specc.language.models.conv_generator import ConvGenerator
from specc.lower.condition import condition_of
from specc.lower.convolutions import lower_channels, macs
from specc.lower.images import image_of
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.lower.sizes import size


def lower(spec: ConvGenerator, data: Data, settings: Settings) -> Generator:
    """A sigmoid keeps its values between 0 and 1; ReLU is DCGAN's activation here."""
    image, condition = image_of(data.input), condition_of(spec, data)
    extents = ", ".join(map(str, ("batch", *data.input.shape)))
    doc = "before each transposed convolution, from the smallest maps on"
    return Generator(
        template="conv_generator",
        class_name="Generator",
        summary=f"Latents (batch, latent) -> {data.input.name} ({extents}) in [0, 1].",
        words="a generative adversarial network",
        collections=(),
        macs=macs(spec.channels[::-1], image, spec.latent),
        origin="model",
        given_class=condition,
        input=data.input.name,
        extents=extents,
        channels=lower_channels(spec.channels, image, settings, doc),
        decoder=Decoder(
            image=image,
            activation=pattern("nnx.relu(x)"),
            norm=lower_norm(spec.norm),
            given_class=condition,
        ),
        latent=size(settings, "latent", spec.latent, "dimensions of the latents"),
    )
