"""The cross-entropy of the next token."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, Forward
from specc.compose.losses.without_draws import forward as forward_of_metrics
from specc.compose.losses.without_draws import outputs, parameters
from specc.compose.step import Line
from specc.compose.weights import weighting_nodes, weights_of
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, DictExpr, Expr, Literal, Name
from specc.ir.language_modeling import NextToken
from specc.ir.loss import Loss
from specc.ir.node import Node, Phrase, Renderable, WithOrigin
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.tokens import TokenData

_NATS = pattern("optax.softmax_cross_entropy_with_integer_labels(logits, token[:, 1:])")
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
        sentences: what the docstring says of these numbers.
        changes: the lines between the logits and the result.
        result: the loss of each token.
    """

    template: ClassVar[str] = "loss/language_modeling/next_token"
    model: str
    parameters: tuple[Renderable, ...]
    logits: Expr
    sentences: tuple[Phrase, ...]
    changes: tuple[Line, ...]
    result: Expr


@dataclass(frozen=True, kw_only=True)
class Number(Node):
    """A parameter for a number of training alone."""

    template: ClassVar[str] = "loss/number_parameter"
    name: str


@dataclass(frozen=True, kw_only=True)
class EvaluateTokens(EvaluatedNetwork):
    """The function that evaluates a set.

    Attributes:
        data: the type of the set.
        what: the tokens that it counts, in words.
        counted: which of a window they are.
        count: how many they are.
        results: its loss, and what follows from that.
    """

    template: ClassVar[str] = "loss/language_modeling/evaluate"
    data: str
    what: Phrase
    counted: Expr
    count: Expr
    results: DictExpr


@dataclass(frozen=True, kw_only=True)
class EvaluateDocuments(EvaluateTokens):
    """The same in windows of whole documents."""

    template: ClassVar[str] = "loss/language_modeling/evaluate_documents"


@dataclass(frozen=True, kw_only=True)
class MeanOfTokens(Node):
    """The mean over all tokens of a batch that count."""

    template: ClassVar[str] = "loss/language_modeling/mean"
    metrics: Expr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures tokens."""
    assert isinstance(loss, NextToken)
    numbers = [Number(name=item.number.name, origin=item.origin) for item in loss.terms]
    yield NextTokenLoss(
        model=program.network(loss.networks[0]).model.class_name,
        parameters=(*numbers, *parameters(program)),
        logits=_logits(program),
        sentences=tuple(_sentences(loss)),
        changes=tuple(_changes(loss)),
        result=loss.terms[-1].value if loss.terms else _NATS,
        origin=loss.origin,
    )
    yield from weighting_nodes(program)


def _logits(program: Program) -> Expr:
    """Those of the tokens of a window, in the dtype that the loss is to have."""
    logits = outputs(program, pattern("token[:, :-1]"))
    precision = program.precision
    if precision is None or precision.loss is None:
        return logits
    origin = f"{precision.origin}.output"
    return pattern("x.astype(dtype)", origin=origin, x=logits, dtype=precision.loss)


def _sentences(loss: NextToken) -> Iterator[Phrase]:
    """What training adds, with its sources."""
    if loss.terms:
        words = [WithOrigin(item.words, item.origin) for item in loss.terms]
        joined: list[str | WithOrigin] = ["It adds ", words[0]]
        for word in words[1:]:
            joined += [" and ", word]
        yield (*joined, ".")


def _changes(loss: NextToken) -> Iterator[Line]:
    """What is computed before the last term."""
    if not loss.terms:
        return
    yield Line(names=("nats",), value=_NATS, origin=loss.origin)
    log_z, first = pattern("jax.nn.logsumexp(logits, axis=-1)"), loss.terms[0].origin
    yield Line(names=("log_z",), value=log_z, origin=first)
    for term in loss.terms[:-1]:
        yield Line(names=("nats",), value=term.value, origin=term.origin)


def forward(program: Program) -> Forward:
    """The nats of each token."""
    call, [loss] = forward_of_metrics(program), program.losses
    assert isinstance(loss, NextToken)
    numbers = tuple(Argument(item.number.name, item.number) for item in loss.terms)
    return dataclasses.replace(
        call,
        result="nats",
        callee=Name("next_token_loss"),
        arguments=(*numbers, *call.arguments),
    )


def mean(program: Program) -> Iterator[Renderable]:
    """Their mean."""
    weights = weights_of(program, "batch")
    nats = pattern('{"loss": nats.mean()}')
    if weights is not None:
        nats = pattern('weighted_mean({"loss": nats}, weights)', weights=weights)
    yield MeanOfTokens(metrics=nats, origin="task.loss")


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    data = program.data
    assert isinstance(data, TokenData)
    if not data.eval_sets:
        return
    [update] = program.updates
    [loss] = program.losses
    assert isinstance(loss, NextToken)
    what: Phrase = "all tokens but the first"
    counted = pattern(
        "place[:, 1:] <= window[:, 1:]" if data.by_document else "place[:, 1:] <= last"
    )
    count = pattern("last")
    measures = [("loss", "loss"), _MEASURES[data.tokens.unit]]
    if loss.ignored is not None:
        where = "task.loss.ignore_index"
        what = (WithOrigin("all tokens that count", where),)
        known = "(counted) & (token[:, 1:] != x)"
        counted = pattern(known, origin=where, counted=counted, x=loss.ignored)
        count = pattern("(data.token[1:] != x).sum()", origin=where, x=loss.ignored)
    elif data.text_bytes:
        measures.append(("bits_per_byte", "loss * last / data.bytes / np.log(2)"))
    kind = EvaluateDocuments if data.by_document else EvaluateTokens
    yield kind(
        what=what,
        counted=counted,
        count=count,
        eval_params=update.optimizer.eval_params or Name("state.params"),
        data=data.set_type,
        results=DictExpr(tuple((Literal(name), pattern(text)) for name, text in measures)),
        origin="evaluate",
    )


def measures(unit: str) -> DictExpr:
    """The loss of a set, and what follows from it; `unit` is what a token is."""
    pairs = [("loss", "loss"), _MEASURES[unit]]
    return DictExpr(tuple((Literal(name), pattern(text)) for name, text in pairs))


def measured(program: Program) -> tuple[str, ...]:
    """Nothing measures examples: the loss is one of tokens."""
    return ()
