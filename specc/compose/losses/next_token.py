"""The cross-entropy of the next token."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, Forward
from specc.compose.losses.without_draws import forward as forward_of_metrics
from specc.compose.losses.without_draws import outputs, parameters
from specc.fast_dataclasses import dataclass
from specc.ir.expr import DictExpr, Expr, Literal, Name
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.tokens import TokenData

_BITS = "loss / np.log(2)"
_MEASURES = {
    "character": ("bits_per_character", _BITS),
    "byte": ("bits_per_byte", _BITS),
    "token": ("perplexity", "jnp.exp(loss)"),
}
"""What a set is measured by besides the loss, by what a token is."""


@dataclass(frozen=True, kw_only=True)
class NextTokenLoss(Node):
    """The function that measures each token.

    Attributes:
        parameters: those for training alone.
        logits: what the model gives for the tokens.
    """

    template: ClassVar[str] = "loss/language_modeling/next_token"
    model: str
    parameters: tuple[Renderable, ...]
    logits: Expr


@dataclass(frozen=True, kw_only=True)
class EvaluateTokens(EvaluatedNetwork):
    """The function that evaluates a set.

    Attributes:
        data: the type of the set.
        results: its loss, and what follows from that.
    """

    template: ClassVar[str] = "loss/language_modeling/evaluate"
    data: str
    results: DictExpr


@dataclass(frozen=True, kw_only=True)
class EvaluateDocuments(EvaluateTokens):
    """The same in windows of whole documents."""

    template: ClassVar[str] = "loss/language_modeling/evaluate_documents"


@dataclass(frozen=True, kw_only=True)
class MeanOfTokens(Node):
    """The mean over all tokens of a batch."""

    template: ClassVar[str] = "loss/language_modeling/mean"


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures tokens."""
    yield NextTokenLoss(
        model=program.network(loss.networks[0]).model.class_name,
        parameters=parameters(program),
        logits=outputs(program, pattern("token[:, :-1]")),
        origin=loss.origin,
    )


def forward(program: Program) -> Forward:
    """The nats of each token."""
    call = forward_of_metrics(program)
    return dataclasses.replace(call, result="nats", callee=Name("next_token_loss"))


def mean(program: Program) -> Iterator[Renderable]:
    """Their mean."""
    yield MeanOfTokens(origin="task.loss")


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    data = program.data
    assert isinstance(data, TokenData)
    if not data.eval_sets:
        return
    [update] = program.updates
    measures = [("loss", "loss"), _MEASURES[data.tokens.unit]]
    if data.text_bytes:
        measures.append(("bits_per_byte", "loss * last / data.bytes / np.log(2)"))
    kind = EvaluateDocuments if data.masked else EvaluateTokens
    yield kind(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        data=data.set_type,
        results=DictExpr(tuple((Literal(name), pattern(text)) for name, text in measures)),
        origin="evaluate",
    )


def measured(program: Program) -> tuple[str, ...]:
    """Nothing measures examples: the loss is one of tokens."""
    return ()
