"""Autoencoders with a codebook, of multilayer perceptrons."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.expr import Call, Symbol
from specc.ir.model import Collection
from specc.ir.pattern import pattern
from specc.ir.perceptron import Codebook, MovingCodebook, Perceptron, Vqvae
from specc.ir.settings import Bounds
from specc.language.models.vqvae import Vqvae as SpecBlock
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size

_STATISTICS = Collection(
    "batch_stats",
    Symbol("flax.nnx", "BatchStat"),
    "moving averages that define the codebook",
    recomputable=False,
)


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Vqvae:
    """The decoder mirrors the encoder; a codebook with a decay moves without gradients."""
    count, decoded = math.prod(data.input.shape), data.required_decoded
    between = spec.positions * spec.width
    encoder = itertools.pairwise((count, *spec.hidden, between))
    decoder = itertools.pairwise(
        (between, *reversed(spec.hidden), math.prod(decoded.shape(data.input.shape)))
    )
    doc = "widths of the encoder's hidden layers; the decoder mirrors them"
    hidden = size(settings, "hidden", spec.hidden, doc, ITEMS)
    positions = size(settings, "positions", spec.positions, "latent vectors per example")
    codes = size(settings, "codes", spec.codes, "vectors in the codebook", Bounds(2))
    width = size(settings, "width", spec.width, "dimension of a codebook vector")
    moving = spec.codebook_decay is not None
    decay = None
    if moving:
        doc = "decay of the moving averages that define the codebook"
        decay = settings.of(spec, "codebook_decay", "model.codebook_decay", doc)
    return Vqvae(
        template="vqvae",
        class_name="VQVAE",
        summary="An autoencoder whose codes are vectors of a codebook (van den Oord et al. 2017).",
        words="a vector-quantized autoencoder",
        collections=(_STATISTICS,) if moving else (),
        macs=sum(a * b for a, b in (*encoder, *decoder)) + between * spec.codes,
        origin="model",
        perceptron=Perceptron(
            activated=Call(Symbol("flax.nnx", spec.activation), (pattern("layer(x)"),))
        ),
        input=data.input.name,
        shape=data.input.shape,
        size=count,
        hidden=hidden,
        output=decoded,
        positions=positions,
        codes=codes,
        width=width,
        decay=decay,
        codebook=MovingCodebook() if moving else Codebook(),
    )
