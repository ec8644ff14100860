"""The cross-entropy of the next token."""

from __future__ import annotations

from specc.ir.expr import Setting
from specc.ir.language_modeling import NextToken, TokenSampler
from specc.ir.settings import Bounds, Field
from specc.language.facts import Facts
from specc.language.losses.language_modeling.next_token import NextToken as SpecBlock
from specc.lower.lowered_task import LoweredTask
from specc.lower.settings import Settings
from specc.lower.token_terms import lower_terms

_ORIGIN = "task.loss"


def lower(spec: SpecBlock, facts: Facts, settings: Settings) -> LoweredTask:
    """One loss of one network, which writes token by token."""
    needs = spec.networks["model"]
    loss = NextToken(
        name="loss",
        columns=("token",),
        networks=("model",),
        needs=(needs,),
        verb="predict",
        terms=tuple(lower_terms(spec, settings, _ORIGIN)),
        ignored=_ignored(spec, facts, settings),
        origin=_ORIGIN,
    )
    sampler = TokenSampler(
        kind="tokens", network="model", needs=needs, shape=facts.shape, origin="sample"
    )
    return LoweredTask(None, (loss,), sampler)


def _ignored(spec: SpecBlock, facts: Facts, settings: Settings) -> Setting | None:
    """The token that is no target."""
    if spec.ignore_index is None:
        return None
    doc, origin = "a token that is no target", f"{_ORIGIN}.ignore_index"
    bounds = Bounds(0, (facts.vocabulary or 1) - 1)
    field = Field("ignore_index", "int", spec.ignore_index, doc, "learning", bounds, origin)
    return settings.add(field)
