"""What a discriminator gives for an example is what its loss takes it for: a logit, or a score."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.compose.model import Definition
from specc.ir.adversarial import DiscriminatorLoss
from specc.ir.model import DiscriminatorModel
from specc.ir.node import Renderable
from specc.ir.program import Program


def nodes(program: Program) -> Iterator[Renderable]:
    """None: the model has a name for it."""
    yield from ()


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The docstring of the discriminator says it."""
    if not isinstance(node, Definition) or not isinstance(node.body, DiscriminatorModel):
        return node
    [output] = {loss.output for loss in program.losses if isinstance(loss, DiscriminatorLoss)}
    return dataclasses.replace(node, body=dataclasses.replace(node.body, output=output))
