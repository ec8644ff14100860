"""Generators that are multilayer perceptrons."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.pattern import pattern
from specc.ir.perceptron import Generator
from specc.language.models.mlp_generator import MlpGenerator
from specc.lower.adversarial_perceptron import adversarial_perceptron
from specc.lower.condition import condition_of
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size

_OUTPUTS = {
    "sigmoid": (pattern("jax.nn.sigmoid(x)"), " in [0, 1]"),
    "tanh": (pattern("jnp.tanh(x)"), " in [-1, 1]"),
    "linear": (pattern("x"), ""),
}
"""What is done to the last layer, and the range of what it gives."""


def lower(spec: MlpGenerator, data: Data, settings: Settings) -> Generator:
    """What is done to the last layer decides the range of its examples."""
    output, values = _OUTPUTS[spec.output]
    count = math.prod(data.input.shape)
    sizes = itertools.pairwise((spec.latent, *spec.hidden, count))
    extents = ", ".join(map(str, data.input.shape))
    return Generator(
        template="mlp_generator",
        class_name="Generator",
        summary=f"Latents (batch, latent) -> {data.input.name} (batch, {extents}){values}.",
        words="a generative adversarial network",
        collections=(),
        macs=sum(a * b for a, b in sizes),
        origin="model",
        perceptron=adversarial_perceptron(spec.activation),
        input=data.input.name,
        shape=data.input.shape,
        size=count,
        hidden=size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS),
        latent=size(settings, "latent", spec.latent, "dimensions of the latents"),
        output=output,
        given_class=condition_of(spec, data),
    )
