"""Generators that are multilayer perceptrons."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.pattern import pattern
from specc.ir.perceptron import Generator, Perceptron
from specc.language.models.mlp_generator import MlpGenerator
from specc.lower.condition import condition_of
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size

LEAKY = pattern("nnx.leaky_relu(layer(x), 0.2)")
"""The activation of both networks, as in DCGAN (Radford et al. 2016)."""


def lower(spec: MlpGenerator, data: Data, settings: Settings) -> Generator:
    """A sigmoid keeps its values between 0 and 1."""
    count = math.prod(data.input.shape)
    sizes = itertools.pairwise((spec.latent, *spec.hidden, count))
    extents = ", ".join(map(str, data.input.shape))
    return Generator(
        template="mlp_generator",
        class_name="Generator",
        summary=f"Latents (batch, {spec.latent}) -> {data.input.name} (batch, {extents}) in [0, 1].",
        words="a generative adversarial network",
        collections=(),
        macs=sum(a * b for a, b in sizes),
        origin="model",
        perceptron=Perceptron(activated=LEAKY),
        input=data.input.name,
        shape=data.input.shape,
        size=count,
        hidden=size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS),
        latent=size(settings, "latent", spec.latent, "dimensions of the latents"),
        given_class=condition_of(spec, data),
    )
