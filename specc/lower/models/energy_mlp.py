"""Multilayer perceptrons from examples to energies."""

from __future__ import annotations

import itertools
import math

from specc.ir.data import Data
from specc.ir.energy import EnergyMlp
from specc.ir.expr import Call, Symbol
from specc.ir.pattern import pattern
from specc.ir.perceptron import Perceptron
from specc.language.models.energy_mlp import EnergyMlp as SpecBlock
from specc.lower.condition import condition_of
from specc.lower.energy import summary
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> EnergyMlp:
    """One number for each example."""
    count = math.prod(data.input.shape)
    return EnergyMlp(
        template="energy_mlp",
        class_name="EnergyMLP",
        summary=summary(data),
        words="an energy-based model",
        collections=(),
        macs=sum(a * b for a, b in itertools.pairwise((count, *spec.hidden, 1))),
        origin="model",
        perceptron=Perceptron(
            activated=Call(Symbol("flax.nnx", spec.activation), (pattern("layer(x)"),))
        ),
        input=data.input.name,
        shape=data.input.shape,
        size=count,
        hidden=size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS),
        given_class=condition_of(spec, data),
    )
