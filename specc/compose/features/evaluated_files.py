"""Evaluation of images that are decoded batch by batch, because memory has no room for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.losses.evaluation import Evaluate
from specc.fast_dataclasses import dataclass
from specc.ir.node import Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class EvaluateFiles(Evaluate):
    """The metrics of a set of files."""

    template: ClassVar[str] = "step/evaluate_files"
    target: str
    empty: tuple[int, ...]
    """The shape of the inputs of no example."""


def nodes(program: Program) -> Iterator[Renderable]:
    """None of its own."""
    yield from ()


def rewrite(node: Renderable, program: Program) -> Renderable:
    """Evaluation reads files."""
    data = program.data
    if not (isinstance(node, Evaluate) and data.eval_placement == "files"):
        return node
    return EvaluateFiles(
        outputs=node.outputs,
        input=node.input,
        given=node.given,
        summary=node.summary,
        empty=(0, *data.input.shape),
        target=data.required_target.column.name,
        origin=node.origin,
    )
