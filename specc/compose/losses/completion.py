"""The cross-entropy of the tokens of completions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork
from specc.compose.losses import next_token
from specc.compose.losses.next_token import forward, mean, measured, measures
from specc.fast_dataclasses import dataclass
from specc.ir.completions import CompletionRows
from specc.ir.expr import DictExpr, Name
from specc.ir.loss import Loss
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class InCompletion(Node):
    """The function that says which tokens are targets."""

    template: ClassVar[str] = "loss/completion/in_completion"


@dataclass(frozen=True, kw_only=True)
class EvaluateCompletions(EvaluatedNetwork):
    """The function that evaluates a set; `results` are its loss, and what follows from that."""

    template: ClassVar[str] = "loss/completion/evaluate"
    results: DictExpr


def nodes(program: Program, loss: Loss) -> Iterator[Renderable]:
    """The function that measures tokens, and the one that says which of them count."""
    yield from next_token.nodes(program, loss)
    yield InCompletion(origin=loss.origin)


def evaluation(program: Program) -> Iterator[Renderable]:
    """The function that evaluates, if anything is evaluated."""
    data = program.data
    assert isinstance(data, CompletionRows)
    if not data.eval_sets:
        return
    [update] = program.updates
    yield EvaluateCompletions(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        results=measures(data.tokens.unit),
        origin="evaluate",
    )


__all__ = ["evaluation", "forward", "mean", "measured", "nodes"]
