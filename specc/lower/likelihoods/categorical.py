"""The categorical likelihood."""

from __future__ import annotations

from specc.ir.decoder import Decoded
from specc.ir.expr import Literal
from specc.ir.likelihood import Likelihood
from specc.ir.pattern import pattern
from specc.language.facts import Facts
from specc.language.likelihoods.categorical import Categorical
from specc.lower.settings import Settings


def lower(_: Categorical, facts: Facts, __: Settings, origin: str) -> Likelihood:
    """The cross-entropy of the levels; what is shown is their mean."""
    assert facts.levels is not None, "a rule has seen to it"
    level = "jnp.round(last * x).astype(jnp.int32)"
    nats = f"optax.softmax_cross_entropy_with_integer_labels(outputs, {level})"
    value = "jax.nn.softmax(outputs) @ jnp.linspace(0, 1, levels)"
    return Likelihood(
        nats=pattern(nats, last=Literal(facts.levels - 1), origin=origin),
        note=f"It is the bound of a probability: each value has one of {facts.levels:,} levels.",
        decoded=Decoded(
            words="Logits of the levels",
            noun="a categorical decoder",
            value=pattern(value, levels=Literal(facts.levels), origin=origin),
            per_value=facts.levels,
        ),
    )
