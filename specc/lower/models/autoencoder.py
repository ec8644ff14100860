"""Autoencoders of multilayer perceptrons."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.expr import Call, Symbol
from specc.ir.pattern import pattern
from specc.ir.perceptron import Autoencoder, Perceptron
from specc.language.models.autoencoder import Autoencoder as SpecBlock
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Autoencoder:
    """The decoder mirrors the encoder."""
    count, decoded = math.prod(data.input.shape), data.required_decoded
    encoder = itertools.pairwise((count, *spec.hidden, spec.latent))
    decoder = itertools.pairwise(
        (spec.latent, *reversed(spec.hidden), math.prod(decoded.shape(data.input.shape)))
    )
    doc = "widths of the encoder's hidden layers; the decoder mirrors them"
    return Autoencoder(
        template="autoencoder",
        class_name="Autoencoder",
        summary="An encoder to low-dimensional codes, and a decoder that mirrors it.",
        words="an autoencoder",
        collections=(),
        macs=sum(a * b for a, b in (*encoder, *decoder)),
        origin="model",
        perceptron=Perceptron(
            activated=Call(Symbol("flax.nnx", spec.activation), (pattern("layer(x)"),))
        ),
        input=data.input.name,
        shape=data.input.shape,
        size=count,
        hidden=size(settings, "hidden", spec.hidden, doc, ITEMS),
        output=decoded,
        latent=size(settings, "latent", spec.latent, "dimensions of a code"),
    )
