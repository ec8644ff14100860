"""Variational autoencoders of convolutions."""

from __future__ import annotations

from typing import Any

from specc.ir.convolutions import Decoder, Encoder, Vae
from specc.ir.data import Data
from specc.ir.pattern import pattern
from specc.language.models.conv_vae import ConvVae
from specc.lower.condition import condition_of
from specc.lower.convolutions import lower_channels, macs
from specc.lower.images import image_of
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.lower.sizes import size


def lower(spec: ConvVae, data: Data, settings: Settings) -> Vae:
    """The decoder mirrors the encoder."""
    image, condition, decoded = (
        image_of(data.input),
        condition_of(spec, data),
        data.required_decoded,
    )
    half: dict[str, Any] = {
        "image": image,
        "activation": pattern(f"nnx.{spec.activation}(x)"),
        "norm": lower_norm(spec.norm),
        "given_class": condition,
    }
    doc = "of the encoder's convolutions; the decoder mirrors them"
    return Vae(
        template="conv_vae",
        class_name="VAE",
        summary=f"Variational autoencoder: a Gaussian posterior over the latents, {decoded.noun}.",
        words="a convolutional variational autoencoder",
        collections=(),
        macs=macs(spec.channels, image, 2 * spec.latent) + macs(spec.channels, image, spec.latent),
        origin="model",
        given_class=condition,
        input=data.input.name,
        extents=", ".join(map(str, ("batch", *data.input.shape))),
        channels=lower_channels(spec.channels, image, settings, doc),
        encoder=Encoder(**half),
        decoder=Decoder(**half, per_value=decoded.per_value),
        shape=data.input.shape,
        output=decoded,
        latent=size(settings, "latent", spec.latent, "dimensions of the latent space"),
    )
