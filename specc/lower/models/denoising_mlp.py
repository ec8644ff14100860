"""Multilayer perceptrons of noisy examples and their times."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.expr import Call, Symbol
from specc.ir.pattern import pattern
from specc.ir.perceptron import Denoiser, Perceptron
from specc.language.models.denoising_mlp import DenoisingMlp
from specc.lower.condition import condition_of
from specc.lower.denoisers import summary
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size


def lower(spec: DenoisingMlp, data: Data, settings: Settings) -> Denoiser:
    """The embedding of the time is a part of its input."""
    count, scale = math.prod(data.input.shape), spec.time_scale
    sizes = itertools.pairwise((count + 2 * spec.frequencies, *spec.hidden, count))
    return Denoiser(
        template="denoising_mlp",
        class_name="DenoisingMLP",
        summary=summary(data),
        words="a multilayer perceptron",
        collections=(),
        macs=sum(a * b for a, b in sizes),
        origin="model",
        perceptron=Perceptron(
            activated=Call(Symbol("flax.nnx", spec.activation), (pattern("layer(x)"),))
        ),
        input=data.input.name,
        shape=data.input.shape,
        size=count,
        hidden=size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS),
        frequencies=size(
            settings, "frequencies", spec.frequencies, "frequencies of the time embedding"
        ),
        time_scale=int(scale) if scale.is_integer() else scale,
        given_class=condition_of(spec, data),
    )
