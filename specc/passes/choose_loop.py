"""Chooses the number of steps per call, and between a compiled loop and a Python loop.

As many as divide the run and every interval after which the host has something to do, but no more than take
a second or two on two cores: a signal is noticed, and progress shown, between calls. Fewer would cost more:
on a CPU each call pays for its memory anew, page by page; for maps of convolutions that is as long as a step.

A compiled loop is right but for one thing: on a CPU, XLA's gradients of convolutions take 4 to 13 times as
long inside of one. Where the machine may be a CPU, such steps are called one by one.
"""

from __future__ import annotations

import dataclasses

from specc.ir.program import Program
from specc.ir.step import Loop

_FLOPS_PER_SECOND = 7e10  # FLOPs per second on two CPU cores
_FLOPS_PER_MAC = (
    6  # it and its addition, in the forward pass and in both halves of the backward pass
)
_BYTES = 2**22  # of examples that are gathered on the host at once, so that its caches hold them
_CALL_LENGTHS = (1000, 500, 200, 100, 50, 20, 10)
_UNKNOWN = 20  # steps per call if the cost of a step is unknown; the overhead is already small


def transform(program: Program) -> Program:
    """The maximum number of steps per call and the form of the loop are set."""
    max_steps, reason = _UNKNOWN, "progress shows, and a signal is noticed, after each call"
    macs = [network.model.macs for network in program.networks]
    if None not in macs:
        examples = program.run.batch_size
        passes = max(loss.passes for loss in program.losses)
        flops = sum(loss.flops(examples) for loss in program.losses)
        step = _FLOPS_PER_MAC * sum(filter(None, macs)) * examples * passes + flops
        max_steps = next(
            (n for n in _CALL_LENGTHS if n * step <= _FLOPS_PER_SECOND), _CALL_LENGTHS[-1]
        )
        reason = "about a second on two CPU cores, or less"
    if program.data.placement != "device":
        rows = program.data.rows_per_example * program.run.batch_size
        size = program.data.bytes_per_example * rows
        fitting = next(
            (n for n in (*_CALL_LENGTHS, 5, 2) if n <= max_steps and n * size <= _BYTES), 1
        )
        if fitting < max_steps:
            max_steps, reason = fitting, "their examples fit in a CPU's caches"
    compiled = program.machine in ("gpu", "tpu") or not any(
        network.model.uses_xla_convolutions for network in program.networks
    )
    return dataclasses.replace(program, loop=Loop(max_steps, reason, compiled))


def postcondition(program: Program) -> bool:
    """The loop is set."""
    return program.loop is not None
