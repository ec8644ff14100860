"""The layers of generators and discriminators that are multilayer perceptrons."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Call, Expr, Name, Symbol
from specc.ir.pattern import pattern
from specc.ir.perceptron import Perceptron
from specc.ir.spectral_norm import normalized as with_spectral_norm


def adversarial_perceptron(activation: str, *, spectral_norm: bool = False) -> Perceptron:
    """Their class; both networks have the same one unless their activations or layers differ."""
    activated: Expr = Call(Symbol("flax.nnx", activation), (pattern("layer(x)"),))
    if activation == "leaky_relu":  # as in DCGAN (Radford et al. 2016)
        activated = pattern("nnx.leaky_relu(layer(x), 0.2)")
    words = "".join(word.capitalize() for word in activation.split("_"))
    found = Perceptron(activated=activated, traits=("", words))
    if not spectral_norm:
        return found
    layer = with_spectral_norm("Linear", Name("m"), Name("n"))
    return dataclasses.replace(found, layer=layer, traits=("Spectral", words))
