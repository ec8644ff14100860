"""In which order transformations apply.

Gradients are clipped before anything adaptive sees them (clipping its output would bound the update, not the
gradient), decay is added to the finished direction, and the learning rate scales the sum; what
reduces the rate on a plateau scales that once more.
"""

from __future__ import annotations

import dataclasses

from specc.ir.optimizer import Stage
from specc.ir.program import Program

_ORDER: dict[Stage, int] = {"clip": 0, "scale": 1, "decay": 2, "rate": 3, "plateau": 4}


def transform(program: Program) -> Program:
    """The chain stands in the order in which it applies: clip, scale, decay, rate, plateau."""
    chain = sorted(program.optimizer.chain, key=lambda item: _ORDER[item.stage])
    optimizer = dataclasses.replace(program.optimizer, chain=tuple(chain))
    return dataclasses.replace(program, optimizer=optimizer)


def holds(program: Program) -> bool:
    """Stages never go back, and the rate comes once, after all that it scales."""
    order = [_ORDER[item.stage] for item in program.optimizer.chain]
    return order == sorted(order) and order.count(_ORDER["rate"]) == 1
