"""How many steps run in one compiled call.

As many as fit between two moments at which the host has something to do, but no more than take a second
or two on two cores: a signal is heeded, and progress shown, between calls. Fewer would cost more: on a CPU
each call pays for its memory anew, page by page, which for maps of convolutions is as long as a step. The
number of steps is an argument of the compiled loop, so calls of any length run the same program, and where
they begin and end can never change a result.
"""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Least, Literal, Setting
from specc.ir.program import Program
from specc.ir.settings import Derived
from specc.ir.step import Loop

_OPERATIONS = 7e10  # of a second on two cores
_PER_MULTIPLICATION = (
    6  # it and its addition, in the forward pass and in both halves of the backward pass
)
_BYTES = 2**22  # of examples that are gathered on the host at once, so that its caches hold them
_ROUND = (1000, 500, 200, 100, 50, 20, 10)
_UNKNOWN = 20  # steps of a model that may take any time; calls of so many cost little already


def transform(program: Program) -> Program:
    """The loop's form is chosen: chunks of steps, at most `most`, one compiled function."""
    most = _UNKNOWN
    if program.model.multiplications is not None:
        step = _PER_MULTIPLICATION * program.model.multiplications * program.run.batch_size
        most = next((n for n in _ROUND if n * step <= _OPERATIONS), _ROUND[-1])
    if program.data.placement != "device":
        size = program.data.bytes_per_example * program.run.batch_size
        most = next((n for n in (*_ROUND, 5, 2) if n <= most and n * size <= _BYTES), 1)
    call = Derived(
        "steps_per_call",
        Least((program.run.log_interval, Literal(most))),
        "a signal is heeded between two calls" if program.run.checkpoints else "",
        "log.every",
    )
    return dataclasses.replace(
        program, loop=Loop(Setting(call.name)), derived=(*program.derived, call)
    )


def holds(program: Program) -> bool:
    """There is a loop, and its length is a setting that Config derives."""
    return program.loop is not None and program.loop.most.name in {d.name for d in program.derived}
