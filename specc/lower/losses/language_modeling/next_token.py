"""The cross-entropy of the next token."""

from __future__ import annotations

from specc.ir.language_modeling import NextToken, TokenSampler
from specc.language.facts import Facts
from specc.language.losses.language_modeling.next_token import NextToken as SpecBlock
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings

_ORIGIN = "task.loss"


def lower(spec: SpecBlock, facts: Facts, _: Settings) -> LoweredTask:
    """One loss of one network, which writes token by token."""
    needs = spec.networks["model"]
    loss = NextToken(
        name="loss",
        columns=("token",),
        networks=("model",),
        needs=(needs,),
        verb="predict",
        origin=_ORIGIN,
    )
    sampler = TokenSampler(
        kind="tokens", network="model", needs=needs, shape=facts.shape, origin="sample"
    )
    return LoweredTask(None, (loss,), sampler)
