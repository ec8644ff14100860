"""The Bernoulli likelihood."""

from __future__ import annotations

from specc.ir.decoder import Decoded
from specc.ir.likelihood import Likelihood
from specc.ir.pattern import pattern
from specc.language.facts import Facts
from specc.language.likelihoods.bernoulli import Bernoulli
from specc.lower.settings import Settings


def lower(_: Bernoulli, __: Facts, ___: Settings, origin: str) -> Likelihood:
    """The cross-entropy of logits and values."""
    return Likelihood(
        nats=pattern("optax.sigmoid_binary_cross_entropy(outputs, x)", origin=origin),
        note="Values between 0 and 1 are taken for probabilities of a Bernoulli distribution, so for gray "
        "levels it is not the bound of a density.",
        decoded=Decoded(
            words="Logits",
            noun="a Bernoulli decoder",
            value=pattern("jax.nn.sigmoid(outputs)", origin=origin),
        ),
    )
