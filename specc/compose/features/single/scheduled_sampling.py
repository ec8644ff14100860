"""Scheduled sampling: in training, some inputs are tokens that the model has drawn itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.losses.next_token import NextTokenLoss
from specc.compose.step import Core
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.language_modeling import NextToken
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class OwnTokens(Node):
    """The function that gives a model tokens of its own, and its call.

    Attributes:
        model: the class of the model.
        probability: with which a token is the model's own.
        draw: the name of the random draw.
    """

    template: ClassVar[str] = "loss/language_modeling/own_tokens"
    model: str
    probability: Expr
    draw: str


def nodes(program: Program) -> Iterator[Renderable]:
    """If the loss asks for it."""
    loss = program.losses[0]
    if isinstance(loss, NextToken) and loss.own_tokens is not None:
        model = program.network(loss.networks[0]).model.class_name
        [draw] = loss.draws
        yield OwnTokens(
            model=model, probability=loss.own_tokens, draw=draw.name, origin=draw.origin
        )


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The loss is given the model with such inputs, instead of the model."""
    loss = program.losses[0]
    if not isinstance(loss, NextToken) or loss.own_tokens is None:
        return node
    if isinstance(node, NextTokenLoss):
        return dataclasses.replace(node, model="Callable[..., jax.Array]")
    if isinstance(node, Core):
        call = dataclasses.replace(node.call, leading=(Name("mixed"),))
        return dataclasses.replace(node, call=call)
    return node
