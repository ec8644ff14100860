"""The checkpoints of the best evaluations, which stay, and can be loaded."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.best import Best
from specc.ir.checkpoints import Checkpoints, PreservingOpening
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class SavedBeside(Node):
    """The function that gives what was saved beside a state."""

    template: ClassVar[str] = "run/checkpoints/beside"


def nodes(program: Program) -> Iterator[Renderable]:
    """If the spec asks for them."""
    for event in program.run.events:
        if isinstance(event, Best):
            yield SavedBeside(origin=event.origin)


def rewrite(node: Renderable, program: Program) -> Renderable:
    """Checkpoints are saved after an evaluation that is one of the best, too, and restored by step."""
    best = next((event for event in program.run.events if isinstance(event, Best)), None)
    if best is None:
        return node
    if not isinstance(node, Checkpoints):
        return node
    origin = best.origin
    return dataclasses.replace(
        node,
        keep=(pattern("Preservation(c, best := Best())", origin=origin),),
        opening=PreservingOpening(origin=origin),
        when=pattern("when or step in best.steps", origin=origin, when=node.when),
        restores="Restores the first intact checkpoint of `steps`, by default the newest of all.",
        order=pattern("steps or newest", origin=origin, newest=node.order),
        restored=pattern("restore(checkpoints, x, steps)[0]", origin=origin),
        loads="best checkpoint, or of its newest"
        if best.default
        else "newest checkpoint, or of its best",
    )
