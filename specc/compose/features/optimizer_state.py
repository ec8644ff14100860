"""What an optimizer's state needs: types that stay, and a random key of the run."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.step import Core
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclasses.dataclass(frozen=True, kw_only=True)
class StrongTypes(Node):
    """Gives a state that begins with Python numbers the types that a step would give it."""

    template: ClassVar[str] = "step/strong_types"


def nodes(program: Program) -> Iterator[Renderable]:
    """If the optimizer needs it."""
    if program.optimizer.untyped:
        yield StrongTypes(origin=program.optimizer.origin)


def rewrite(node: Renderable, program: Program) -> Renderable:
    """A key in the state has a draw of its own, as steps and the model have."""
    if not isinstance(node, Core) or not program.optimizer.draws:
        return node
    keyed = 'optax.tree.set(opt_state, rng_key=jax.random.fold_in(key, zlib.crc32(b"noise")))'
    return dataclasses.replace(node, opt_state=pattern(keyed, opt_state=node.opt_state))
