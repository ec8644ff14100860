"""The layers of generators and discriminators that are multilayer perceptrons."""

from __future__ import annotations

from specc.ir.expr import Call, Symbol
from specc.ir.pattern import pattern
from specc.ir.perceptron import Perceptron


def adversarial_perceptron(activation: str) -> Perceptron:
    """Their class; both networks have the same one unless their activations differ."""
    if activation == "leaky_relu":  # as in DCGAN (Radford et al. 2016)
        return Perceptron(activated=pattern("nnx.leaky_relu(layer(x), 0.2)"))
    activated = Call(Symbol("flax.nnx", activation), (pattern("layer(x)"),))
    return Perceptron(name=f"{activation.capitalize()}MLP", activated=activated)
