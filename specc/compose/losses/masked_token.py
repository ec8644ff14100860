"""The cross-entropy of hidden tokens."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, Forward
from specc.compose.losses.common import Mean
from specc.compose.losses.without_draws import forward as forward_of_metrics
from specc.compose.losses.without_draws import outputs, parameters
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.tokens import TokenData


@dataclass(frozen=True, kw_only=True)
class HideTokens(Node):
    """The function that hides tokens, and its call in training; `vocabulary` is how many there are."""

    template: ClassVar[str] = "loss/language_modeling/hide_tokens"
    vocabulary: Expr


@dataclass(frozen=True, kw_only=True)
class MaskedTokenMetrics(Node):
    """The function that measures hidden tokens.

    Attributes:
        parameters: those for training alone.
        logits: what the model gives for them.
    """

    template: ClassVar[str] = "loss/language_modeling/masked_token"
    model: str
    parameters: tuple[Renderable, ...]
    logits: Expr


@dataclass(frozen=True, kw_only=True)
class EvaluateMasked(EvaluatedNetwork):
    """The function that evaluates a set."""

    template: ClassVar[str] = "loss/language_modeling/evaluate_masked"


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The functions that hide tokens and measure how well they are predicted."""
    data = program.data
    assert isinstance(data, TokenData)
    yield HideTokens(vocabulary=data.tokens.codec.size, origin=loss.origin)
    yield MaskedTokenMetrics(
        model=program.network(loss.networks[0]).model.class_name,
        parameters=parameters(program),
        logits=outputs(program, Name("shown"), Name("places")),
        origin=loss.origin,
    )


def forward(program: Program) -> Forward:
    """The metrics of each hidden token."""
    call = forward_of_metrics(program)
    return dataclasses.replace(call, trailing=(Name("shown"), Name("places"), *call.trailing))


def mean(program: Program) -> Iterator[Renderable]:
    """Their means: each window has as many."""
    yield Mean(metrics=Name("metrics"), weights=None, origin="task.loss")


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    if not program.data.eval_sets:
        return
    [update] = program.updates
    yield EvaluateMasked(
        eval_params=update.optimizer.eval_params or Name("state.params"), origin="evaluate"
    )


def measured(program: Program) -> tuple[str, ...]:
    """Nothing measures examples: the loss is one of tokens."""
    return ()
