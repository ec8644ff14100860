"""How many steps run in one compiled call.

As many as fit between two moments at which the host has something to do, but no more than a few seconds'
worth: a signal is heeded, and progress shown, between calls. The number of steps is an argument of the
compiled loop, so calls of any length run the same program, and where they begin and end can never change a
result.
"""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Least, Literal, Setting
from specc.ir.program import Derived, Loop, Program

_MOST = 100


def transform(program: Program) -> Program:
    """The loop's form is chosen: chunks of steps, at most `most`, one compiled function."""
    call = Derived(
        "steps_per_call",
        Least((program.run.log_interval, Literal(_MOST))),
        "a signal is heeded between two calls" if program.run.checkpoints else "",
        "log.every",
    )
    return dataclasses.replace(
        program, loop=Loop(Setting(call.name)), derived=(*program.derived, call)
    )


def holds(program: Program) -> bool:
    """There is a loop, and its length is a setting that Config derives."""
    return program.loop is not None and program.loop.most.name in {d.name for d in program.derived}
