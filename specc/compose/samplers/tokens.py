"""Tokens drawn one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork
from specc.fast_dataclasses import dataclass
from specc.ir.completions import CompletionRows
from specc.ir.expr import Expr, Name
from specc.ir.language_modeling import TokenModel, TokenSampler
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.sampler import Sampler
from specc.ir.tokens import TokenData


@dataclass(frozen=True, kw_only=True)
class Sample(EvaluatedNetwork):
    """The functions that draw.

    Attributes:
        caches: the type of those of the model.
        stepped: logits and caches after a token.
        first: tokens before those of the prompt.
    """

    template: ClassVar[str] = "samplers/tokens"
    caches: str
    stepped: Expr
    first: tuple[Expr, ...]


@dataclass(frozen=True, kw_only=True)
class PromptNeeded(Node):
    """The check that there is something to begin with."""

    template: ClassVar[str] = "samplers/tokens/prompt_needed"


@dataclass(frozen=True, kw_only=True)
class AtEnd(Node):
    """A sample stops where its document ends."""

    template: ClassVar[str] = "samplers/tokens/end"


@dataclass(frozen=True, kw_only=True)
class Change(Node):
    """What is done to logits before a token is drawn; `name` is that of the setting."""

    name: str

    @property
    def template(self) -> str:  # type: ignore[override]
        """The file that renders it."""
        return f"samplers/tokens/{self.name}"


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The functions, and what the model has for them."""
    assert isinstance(sampler, TokenSampler)
    model, update = program.network(sampler.network).model, program.update_of(sampler.network)
    assert isinstance(model, TokenModel)
    yield from model.cached
    for setting in sampler.settings:
        yield Change(name=setting.name, origin=f"{sampler.origin}.{setting.name}")
    data = program.data
    assert isinstance(data, TokenData | CompletionRows)
    end = data.tokens.codec.end
    yield Sample(
        first=() if end is None else (end,),
        eval_params=update.optimizer.eval_params or Name("state.params"),
        caches=model.caches,
        stepped=model.stepped,
        origin=sampler.origin,
    )
    yield PromptNeeded(origin="sample") if end is None else AtEnd(origin=data.source.origin)
