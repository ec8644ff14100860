"""In which order transformations apply.

Gradients of single examples become one first of all. That is clipped before anything adaptive sees it
(clipping its output would bound the update, not the gradient), a penalty is part of it, decay is added to
the finished direction, whose length a trust ratio settles, and the learning rate scales the sum. What goes
by the steps themselves (their momentum, a line search) comes last.
"""

from __future__ import annotations

import dataclasses

from specc.ir.optimizer import Stage
from specc.ir.program import Program

_STAGES: tuple[Stage, ...] = (
    "aggregate",
    "clip",
    "penalty",
    "scale",
    "decay",
    "ratio",
    "rate",
    "finish",
)
_ORDER: dict[Stage, int] = {stage: place for place, stage in enumerate(_STAGES)}


def transform(program: Program) -> Program:
    """The chain stands in the order in which it applies, from the clip to the rate and what follows."""
    chain = sorted(program.optimizer.chain, key=lambda item: _ORDER[item.stage])
    optimizer = dataclasses.replace(program.optimizer, chain=tuple(chain))
    return dataclasses.replace(program, optimizer=optimizer)


def holds(program: Program) -> bool:
    """Stages never go back, and the rate comes once."""
    order = [_ORDER[item.stage] for item in program.optimizer.chain]
    return order == sorted(order) and order.count(_ORDER["rate"]) == 1
