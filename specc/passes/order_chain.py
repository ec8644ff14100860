"""Sorts the gradient transformations of the chain.

- Gradients of single examples become one first of all, and are then centralized: what clipping bounds is
  the gradient that is used.
- They are clipped before anything adaptive sees them (clipping its output would bound the update, not the
  gradient).
- Noise comes after all that bounds or normalizes gradients, so that its variance is the one that is asked
  for, and before what is adaptive, which is to see the noise as the gradient's own. A penalty is part of
  the gradient that is scaled.
- Decay is added to the finished direction, and a trust ratio is of direction and decay together, as in LAMB.
- The learning rate scales the sum, and then the multipliers of groups and layers the rate: an optimizer that
  applies its rate itself is scaled likewise.
- Transformations of the final updates (their momentum, a line search) come last; reduction of the rate on
  a plateau then scales these.
"""

from __future__ import annotations

import dataclasses
from typing import get_args

from specc.ir.optimizer import Branch, Optimizer, Partition, Stage, Transform
from specc.ir.program import Program

_ORDER: dict[Stage, int] = {stage: number for number, stage in enumerate(get_args(Stage))}


def transform(program: Program) -> Program:
    """The chain is sorted by stage: clip, scale, decay, rate, and so on."""
    return program.with_optimizers(_ordered)


def postcondition(program: Program) -> bool:
    """Stages are sorted, and the learning rate applies once: outside of partitions, or in each branch.

    So what follows the rate is not in a partition with what it scales, unless all of it is in that branch.
    """
    return all(_is_ordered(update.optimizer.chain) for update in program.updates)


def _ordered(optimizer: Optimizer) -> Optimizer:
    chain = tuple(map(_inside, _sorted(optimizer.chain)))
    return dataclasses.replace(optimizer, chain=chain)


def _is_ordered(chain: tuple[Transform | Partition, ...]) -> bool:
    inner = [
        (item.stage, branch.chain)
        for item in chain
        if isinstance(item, Partition)
        for branch in item.branches
    ]
    return (
        all(_is_sorted(part) for part in (chain, *(part for _, part in inner)))
        and [item.stage for item in chain].count("rate") == 1
        and all(_is_complete(stage, part) for stage, part in inner)
    )


def _is_complete(stage: Stage, part: tuple[Transform, ...]) -> bool:
    """Whether a branch of a partition has what its stage stands for: all of it, or one side of the rate."""
    stages = [item.stage for item in part]
    if stage == "rate":
        return stages.count("rate") == 1 and "multiply" not in stages
    if {"rate", "multiply"} & {*stages}:
        return False
    return all((item == "post_rate") == (stage == "post_rate") for item in stages)


def _inside(item: Transform | Partition) -> Transform | Partition:
    if isinstance(item, Transform):
        return item
    branches = tuple(
        Branch(branch.label, tuple(sorted(branch.chain, key=lambda inner: _ORDER[inner.stage])))
        for branch in item.branches
    )
    return dataclasses.replace(item, branches=branches)


def _sorted(chain: tuple[Transform | Partition, ...]) -> list[Transform | Partition]:
    return sorted(chain, key=lambda item: _ORDER[item.stage])


def _is_sorted(chain: tuple[Transform | Partition, ...]) -> bool:
    order = [_ORDER[item.stage] for item in chain]
    return order == sorted(order)
