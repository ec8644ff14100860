"""Discriminators that are multilayer perceptrons."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.perceptron import Discriminator
from specc.ir.spectral_norm import SINGULAR_VECTORS
from specc.language.models.mlp_discriminator import MlpDiscriminator
from specc.lower.adversarial_perceptron import adversarial_perceptron
from specc.lower.condition import condition_of
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size


def lower(spec: MlpDiscriminator, data: Data, settings: Settings) -> Discriminator:
    """One number for each example."""
    count = math.prod(data.input.shape)
    extents = ", ".join(map(str, data.input.shape))
    return Discriminator(
        template="mlp_discriminator",
        class_name="Discriminator",
        summary=f"{data.input.name.capitalize()} (batch, {extents}) ->",
        words="a discriminator",
        collections=(SINGULAR_VECTORS,) if spec.spectral_norm else (),
        macs=sum(a * b for a, b in itertools.pairwise((count, *spec.hidden, 1))),
        origin="model",
        perceptron=adversarial_perceptron(spec.activation, spectral_norm=spec.spectral_norm),
        spectral_norm=spec.spectral_norm,
        input=data.input.name,
        shape=data.input.shape,
        size=count,
        hidden=size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS),
        given_class=condition_of(spec, data),
    )
