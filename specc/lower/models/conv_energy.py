"""Strided convolutions from images to energies."""

from __future__ import annotations

from specc.ir.convolutions import Encoder
from specc.ir.data import Data
from specc.ir.energy import ConvEnergy
from specc.ir.pattern import pattern
from specc.language.models.conv_energy import ConvEnergy as SpecBlock
from specc.lower.condition import condition_of
from specc.lower.convolutions import lower_channels, macs
from specc.lower.energy import summary
from specc.lower.images import image_of
from specc.lower.settings import Settings


def lower(spec: SpecBlock, data: Data, settings: Settings) -> ConvEnergy:
    """One number for each image."""
    image, condition = image_of(data.input), condition_of(spec, data)
    doc = "of the convolutions, each of which halves the maps"
    return ConvEnergy(
        template="conv_energy",
        class_name="ConvEnergy",
        summary=summary(data),
        words="an energy-based model",
        collections=(),
        macs=macs(spec.channels, image, 1),
        origin="model",
        given_class=condition,
        input=data.input.name,
        extents=", ".join(map(str, ("batch", *data.input.shape))),
        channels=lower_channels(spec.channels, image, settings, doc),
        encoder=Encoder(
            image=image,
            activation=pattern(f"nnx.{spec.activation}(x)"),
            norm=None,
            given_class=condition,
        ),
    )
