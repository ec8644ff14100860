"""The cross-entropy of the tokens of a completion."""

from __future__ import annotations

from specc.ir.completions import CompletionTokens
from specc.ir.language_modeling import TokenSampler
from specc.language.facts import Facts
from specc.language.losses.completion.next_token import NextToken as SpecBlock
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings
from specc.lower.token_terms import lower_terms

_ORIGIN = "task.loss"


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network, which writes token by token."""
    needs = spec.networks["model"]
    loss = CompletionTokens(
        name="loss",
        columns=("token",),
        networks=("model",),
        needs=(needs,),
        verb="predict",
        terms=tuple(lower_terms(spec, settings, _ORIGIN)),
        origin=_ORIGIN,
    )
    sampler = TokenSampler(
        kind="tokens", network="model", needs=needs, shape=facts.shape, origin="sample"
    )
    return LoweredTask(None, (loss,), sampler)
