"""What an optimizer's state needs: a key of the run, types that stay, and arrays that may be infinite."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.checkpoints import Checkpoints
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class NoiseKey(Node):
    """Gives a state that draws a key of the run, whose seed an optimizer does not know."""

    template: ClassVar[str] = "step/noise_key"


@dataclass(frozen=True, kw_only=True)
class StrongTypes(Node):
    """Gives a state that begins with Python numbers the types that a step would give it."""

    template: ClassVar[str] = "step/strong_types"


def nodes(program: Program) -> Iterator[Renderable]:
    """If the optimizer needs it."""
    [update] = program.updates
    if update.optimizer.draws:
        yield NoiseKey(origin=update.optimizer.origin)
    if update.optimizer.weakly_typed:
        yield StrongTypes(origin=update.optimizer.origin)


def rewrite(node: Renderable, program: Program) -> Renderable:
    """Arrays that begin as infinite may be saved as that."""
    [update] = program.updates
    if not isinstance(node, Checkpoints) or not update.optimizer.infinite:
        return node
    return dataclasses.replace(node, infinite=update.optimizer.infinite)
