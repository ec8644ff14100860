"""In which order transformations apply.

Gradients of single examples become one first of all. That is clipped before anything adaptive sees it
(clipping its output would bound the update, not the gradient), decay is added to the finished direction,
and the learning rate scales the sum.
"""

from __future__ import annotations

import dataclasses

from specc.ir.optimizer import Stage
from specc.ir.program import Program

_ORDER: dict[Stage, int] = {"aggregate": 0, "clip": 1, "scale": 2, "decay": 3, "rate": 4}


def transform(program: Program) -> Program:
    """The chain stands in the order in which it applies: aggregate, clip, scale, decay, rate."""
    chain = sorted(program.optimizer.chain, key=lambda item: _ORDER[item.stage])
    optimizer = dataclasses.replace(program.optimizer, chain=tuple(chain))
    return dataclasses.replace(program, optimizer=optimizer)


def holds(program: Program) -> bool:
    """Stages never go back, and the rate comes once, at the end."""
    order = [_ORDER[item.stage] for item in program.optimizer.chain]
    return order == sorted(order) and order.count(_ORDER["rate"]) == 1
