"""Errors of reconstructions."""

from __future__ import annotations

from typing import NamedTuple

from specc.ir.decoder import Decoded
from specc.ir.expr import Pattern
from specc.ir.pattern import pattern


class Error(NamedTuple):
    """An error of each value, of `outputs` and the examples `x`, and what the decoder gives."""

    formula: Pattern
    decoded: Decoded


def lower_error(name: str, origin: str) -> Error:
    """The one that a loss names."""
    value, words = "outputs", "Values"
    match name:
        case "mse":
            formula = "optax.squared_error(outputs, x)"
        case "mae":
            formula = "jnp.abs(outputs - x)"
        case _:
            formula = "optax.sigmoid_binary_cross_entropy(outputs, x)"
            value, words = "jax.nn.sigmoid(outputs)", "Logits"
    decoded = Decoded(words=words, noun="", value=pattern(value, origin=origin))
    return Error(pattern(formula, origin=origin), decoded)
