"""Norms with frozen parameters evaluate in training too: their running statistics stay, and normalize."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class FrozenNorms(Node):
    """The function that puts them in evaluation mode; `labels` says what is frozen."""

    template: ClassVar[str] = "step/frozen_norms"
    labels: str


def nodes(program: Program) -> Iterator[Renderable]:
    """If something is frozen, in a model with running statistics."""
    [update] = program.updates
    labels = update.optimizer.freezing_function
    if labels is not None and program.network(update.network).model.collections:
        yield FrozenNorms(labels=labels, origin="optimizer.groups model.norm")
