"""The discretized logistic likelihood."""

from __future__ import annotations

from specc.ir.decoder import Decoded
from specc.ir.likelihood import DiscretizedLogisticFunction, Likelihood
from specc.ir.pattern import pattern
from specc.language.facts import Facts
from specc.language.likelihoods.discretized_logistic import DiscretizedLogistic
from specc.lower.settings import Settings


def lower(_: DiscretizedLogistic, facts: Facts, __: Settings, origin: str) -> Likelihood:
    """The decoder gives a mean and a log-scale for each value; what is shown is the mean."""
    assert facts.levels is not None, "a rule has seen to it"
    return Likelihood(
        nats=pattern("discretized_logistic_nll(outputs, x)", origin=origin),
        note=f"It is the bound of a probability: each value has one of {facts.levels:,} levels.",
        decoded=Decoded(
            words="Mean and log-scale of each value",
            noun="a logistic decoder",
            value=pattern("outputs[..., 0]", origin=origin),
            per_value=2,
        ),
        definitions=(DiscretizedLogisticFunction(levels=facts.levels, origin=origin),),
    )
