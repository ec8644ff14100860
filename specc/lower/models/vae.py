"""Variational autoencoders of multilayer perceptrons."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.expr import Call, Symbol
from specc.ir.pattern import pattern
from specc.ir.perceptron import Perceptron, Vae
from specc.language.models.vae import Vae as SpecBlock
from specc.lower.condition import condition_of
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Vae:
    """The decoder mirrors the encoder."""
    count, decoded = math.prod(data.input.shape), data.required_decoded
    shape = decoded.shape(data.input.shape)
    encoder = itertools.pairwise((count, *spec.hidden, 2 * spec.latent))
    decoder = itertools.pairwise((spec.latent, *reversed(spec.hidden), math.prod(shape)))
    doc = "widths of the encoder's hidden layers; the decoder mirrors them"
    return Vae(
        template="vae",
        class_name="VAE",
        summary=f"Variational autoencoder: a Gaussian posterior over the latents, {decoded.noun}.",
        words="a variational autoencoder",
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
        latent=size(settings, "latent", spec.latent, "dimensions of the latent space"),
        given_class=condition_of(spec, data),
    )
